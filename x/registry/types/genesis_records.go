package types

func (g GenesisState) checkHandovers(taken speakers) error {
	for i, h := range g.Handovers {
		if err := h.Validate(); err != nil {
			return err
		}
		if i > 0 && h.Jurisdiction <= g.Handovers[i-1].Jurisdiction {
			return ErrGenesisInvalid.Wrapf("handover of %s is out of order, or there twice", h.Jurisdiction)
		}
		if !g.hasJurisdiction(h.Jurisdiction) {
			return ErrGenesisInvalid.Wrapf("handover: no jurisdiction %s", h.Jurisdiction)
		}
		if err := taken.add(h.Successor); err != nil {
			return err
		}
	}
	return nil
}

func (g GenesisState) checkSchemes(speakers) error {
	schemes := map[string]int{}
	for i, s := range g.Schemes {
		if err := s.Validate(); err != nil {
			return err
		}
		if i > 0 && s.Id <= g.Schemes[i-1].Id {
			return ErrGenesisInvalid.Wrapf("scheme %s is out of order, or there twice", s.Id)
		}
		owner, err := SchemeOwner(s.Id)
		if err != nil {
			return err
		}
		if !g.hasJurisdiction(owner) {
			return ErrGenesisInvalid.Wrapf("scheme %s: no jurisdiction %s", s.Id, owner)
		}
		schemes[owner]++
		if schemes[owner] > MaxSchemes {
			return ErrGenesisInvalid.Wrapf("jurisdiction %s has more than %d schemes", owner, MaxSchemes)
		}
		for _, issuer := range s.Issuers {
			if !g.hasParticipant(issuer) {
				return ErrGenesisInvalid.Wrapf("scheme %s: no participant %s", s.Id, issuer)
			}
		}
	}
	return nil
}

// checkJurisdictionArchive goes through the archive as the jurisdictions come: a
// page of nobody is one that is left over, or too many.
func (g GenesisState) checkJurisdictionArchive(speakers) error {
	rest := g.JurisdictionArchive
	for _, j := range g.Jurisdictions {
		n := 0
		for n < len(rest) && rest[n].Jurisdiction == j.Id {
			if err := rest[n].Validate(); err != nil {
				return err
			}
			n++
		}
		if err := j.checkArchive(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	if len(rest) > 0 {
		return ErrGenesisInvalid.Wrapf("archive page %d of %q is out of order, or of nobody", rest[0].Number, rest[0].Jurisdiction)
	}
	return nil
}

// checkParticipantArchive goes through the archive as the participants come.
func (g GenesisState) checkParticipantArchive(speakers) error {
	rest := g.ParticipantArchive
	for _, p := range g.Participants {
		n := 0
		for n < len(rest) && rest[n].Participant == p.Id {
			if err := rest[n].Validate(); err != nil {
				return err
			}
			if err := g.checkOrigins(p.Id, rest[n].Accreditations); err != nil {
				return err
			}
			n++
		}
		if err := p.checkArchive(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	if len(rest) > 0 {
		return ErrGenesisInvalid.Wrapf("archive page %d of %q is out of order, or of nobody", rest[0].Number, rest[0].Participant)
	}
	return nil
}
