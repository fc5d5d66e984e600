package policy

// DecodeRequest reads a request from its JSON form, as strictly as DecodeWorld.
// Every field but profession and permit must be there.
func DecodeRequest(data []byte) (Request, error) {
	var q Request
	if err := decode(data, func(r *reader) error { return r.request(&q) }); err != nil {
		return Request{}, err
	}
	return q, nil
}

func (r *reader) request(q *Request) error {
	return r.object(func(name string) error {
		switch name {
		case "subject":
			return r.id(&q.Subject)
		case "controller":
			return r.id(&q.Controller)
		case "recipient":
			return r.id(&q.Recipient)
		case "purpose":
			return code(r, &q.Purpose, ParsePurpose)
		case "category":
			return code(r, &q.Category, ParseCategory)
		case "action":
			return code(r, &q.Action, ParseAction)
		case "at":
			return r.moment(&q.At)
		case "profession":
			return code(r, &q.Profession, ParseProfession)
		case "permit":
			return r.text(&q.Permit)
		default:
			return errUnknownField
		}
	}, "subject", "controller", "recipient", "purpose", "category", "action", "at")
}
