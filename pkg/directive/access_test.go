package directive

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type plainAccessRequest struct {
	Subject    string `json:"subject"`
	Controller string `json:"controller"`
	Recipient  string `json:"recipient"`
	IssuedAt   int64  `json:"issuedAt"`
	ExpiresAt  int64  `json:"expiresAt"`
}

type plainDispute struct {
	Subject  string `json:"subject"`
	Trail    string `json:"trail"`
	Index    string `json:"index"`
	Record   string `json:"record"`
	Ground   string `json:"ground"`
	Document string `json:"document"`
	Deadline int64  `json:"deadline"`
}

func (v walletVector) readAccess(t testing.TB) message {
	t.Helper()
	if v.Message == "AccessRequest" {
		var f plainAccessRequest
		decode(t, v.Fields, &f)
		return AccessRequest{
			Subject: [20]byte(unhex(t, f.Subject)), Controller: f.Controller, Recipient: f.Recipient,
			IssuedAt: f.IssuedAt, ExpiresAt: f.ExpiresAt,
		}
	}
	var f plainDispute
	decode(t, v.Fields, &f)
	ground, err := ParseGround(f.Ground)
	if err != nil {
		t.Fatal(err)
	}
	return Dispute{
		Subject: [20]byte(unhex(t, f.Subject)), Trail: f.Trail, Index: sequence(t, f.Index), Record: [32]byte(unhex(t, f.Record)),
		Ground: ground, Document: [32]byte(unhex(t, f.Document)), Deadline: f.Deadline,
	}
}

var accessRequestChanges = map[string]func(*AccessRequest){
	"Subject":    func(r *AccessRequest) { r.Subject[0] ^= 1 },
	"Controller": func(r *AccessRequest) { r.Controller += "x" },
	"Recipient":  func(r *AccessRequest) { r.Recipient += "x" },
	"IssuedAt":   func(r *AccessRequest) { r.IssuedAt++ },
	"ExpiresAt":  func(r *AccessRequest) { r.ExpiresAt++ },
	// The parties are not each other.
	"Controller and Recipient": func(r *AccessRequest) {
		r.Controller, r.Recipient = r.Recipient+"x", r.Controller
	},
}

var disputeChanges = map[string]func(*Dispute){
	"Subject":      func(d *Dispute) { d.Subject[0] ^= 1 },
	"Trail":        func(d *Dispute) { d.Trail += "x" },
	"Trail.Writer": func(d *Dispute) { d.Trail = "x" + d.Trail },
	"Index":        func(d *Dispute) { d.Index++ },
	"Record":       func(d *Dispute) { d.Record[31] ^= 1 },
	"Ground":       func(d *Dispute) { d.Ground = 1 + d.Ground%3 },
	"Document":     func(d *Dispute) { d.Document[0] ^= 1 },
	"Deadline":     func(d *Dispute) { d.Deadline++ },
}

func TestCheckOfAnAccessRequest(t *testing.T) {
	const noon = 1_795_348_800
	request := func(change func(*AccessRequest)) AccessRequest {
		r := AccessRequest{Subject: [20]byte{1}, Controller: "de-charite", Recipient: "de-service", IssuedAt: noon, ExpiresAt: noon + 3600}
		change(&r)
		return r
	}
	during := func(issued, expires int64) AccessRequest {
		return request(func(r *AccessRequest) { r.IssuedAt, r.ExpiresAt = issued, expires })
	}
	long := strings.Repeat("a", MaxIDLength)
	checkMessages(t, []messageCase{
		{"a request", request(func(*AccessRequest) {}), nil},
		{"a request of nobody", request(func(r *AccessRequest) { r.Subject = [20]byte{} }), ErrSubject},
		{"a request to nobody", request(func(r *AccessRequest) { r.Controller = "" }), ErrParticipant},
		{"a request to every holder", request(func(r *AccessRequest) { r.Controller = wordEveryHolder }), ErrParticipant},
		{"a request with the longest ids", request(func(r *AccessRequest) { r.Controller, r.Recipient = long, long }), nil},
		{"a request to an id too long", request(func(r *AccessRequest) { r.Controller = long + "a" }), ErrParticipant},
		{"a request through nobody", request(func(r *AccessRequest) { r.Recipient = "" }), ErrParticipant},
		{"a request through a role", request(func(r *AccessRequest) { r.Recipient = "role:PAYER" }), ErrParticipant},
		{"a request through the holder", request(func(r *AccessRequest) { r.Recipient = r.Controller }), nil},
		{"a request for a second", during(noon, noon+1), nil},
		{"a request for a day", during(noon, noon+MaxLifetime), nil},
		{"a request for a day and a second", during(noon, noon+MaxLifetime+1), ErrLifetime},
		{"a request for no time", during(noon, noon), ErrLifetime},
		{"a request backwards", during(noon, noon-1), ErrLifetime},
		{"a request never issued", during(0, 1), ErrLifetime},
		{"a request that never expires", during(noon, 0), ErrLifetime},
		{"the first request", during(1, 2), nil},
		{"the last request", during(MaxTime-1, MaxTime), nil},
		{"a request issued before 1970", during(-1, 1), ErrTime},
		{"a request that expires after 9999", during(MaxTime, MaxTime+1), ErrTime},
		{"a request whose lifetime overflows", during(math.MinInt64, math.MaxInt64), ErrTime},
	})
}

func TestCheckOfADispute(t *testing.T) {
	dispute := func(change func(*Dispute)) Dispute {
		d := Dispute{Subject: [20]byte{1}, Trail: "de-charite/ris", Record: [32]byte{2}, Ground: GroundNotPermitted}
		change(&d)
		return d
	}
	on := func(trail string) Dispute { return dispute(func(d *Dispute) { d.Trail = trail }) }
	because := func(g Ground, document [32]byte) Dispute {
		return dispute(func(d *Dispute) { d.Ground, d.Document = g, document })
	}
	long := strings.Repeat("a", MaxIDLength)
	checkMessages(t, []messageCase{
		{"a dispute", dispute(func(*Dispute) {}), nil},
		{"a dispute of nobody", dispute(func(d *Dispute) { d.Subject = [20]byte{} }), ErrSubject},
		{"a dispute of the last record", dispute(func(d *Dispute) { d.Index = math.MaxUint64 }), nil},
		{"a dispute of no record", dispute(func(d *Dispute) { d.Record = [32]byte{} }), ErrRecord},
		{"a dispute on no trail", on(""), ErrTrail},
		{"a dispute on a participant", on("de-charite"), ErrTrail},
		{"a dispute on a trail of nobody", on("/ris"), ErrTrail},
		{"a dispute on a trail without a name", on("de-charite/"), ErrTrail},
		{"a dispute on a trail within a trail", on("de-charite/ris/x"), ErrTrail},
		{"a dispute on an upper-case trail", on("de-charite/RIS"), ErrTrail},
		{"a dispute on a trail with the longest id", on(long + "/" + long), nil},
		{"a dispute on a trail of an id too long", on(long + "a/ris"), ErrTrail},
		{"a dispute on a trail of a name too long", on("de-charite/" + long + "a"), ErrTrail},
		{"a dispute for no reason", because(0, [32]byte{3}), ErrGround},
		{"a dispute for an unknown reason", because(GroundOther+1, [32]byte{3}), ErrGround},
		{"a dispute for the largest unknown reason", because(math.MaxUint8, [32]byte{3}), ErrGround},
		{"a dispute with a document", because(GroundNotTreated, [32]byte{3}), nil},
		{"a dispute for another reason", because(GroundOther, [32]byte{3}), nil},
		{"a dispute for another reason without a document", because(GroundOther, [32]byte{}), ErrDocument},
		{"a dispute due before 1970", dispute(func(d *Dispute) { d.Deadline = -1 }), ErrTime},
		{"a dispute due after 9999", dispute(func(d *Dispute) { d.Deadline = MaxTime + 1 }), ErrTime},
	})
}

func TestARequestServesFromItsIssueToTheSecondBeforeItExpires(t *testing.T) {
	r := AccessRequest{IssuedAt: 100, ExpiresAt: 200}
	for at, want := range map[int64]bool{
		99: false, 100: true, 150: true, 199: true, 200: false, 201: false, math.MinInt64: false, math.MaxInt64: false,
	} {
		if got := r.Covers(at); got != want {
			t.Errorf("at %d: %v, want %v", at, got, want)
		}
	}
}

// Whatever its times are, a request that can be signed serves at some moment, and at
// none a day after another one.
func TestARequestThatCanBeSignedServesWithinADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := AccessRequest{Subject: [20]byte{1}, Controller: "a", Recipient: "b"}
		r.IssuedAt = rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 2), rapid.Int64Range(MaxTime-2, MaxTime+2)).Draw(t, "issued")
		lifetime := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 2), rapid.Int64Range(MaxLifetime-2, MaxLifetime+2)).Draw(t, "lifetime")
		r.ExpiresAt = r.IssuedAt + lifetime // May overflow, which must be refused too.
		inOrder := 0 < r.IssuedAt && r.IssuedAt < r.ExpiresAt && r.ExpiresAt <= MaxTime && lifetime <= MaxLifetime
		if err := r.Check(); (err == nil) != inOrder {
			t.Fatalf("%+v: %v", r, err)
		}
		if inOrder && (!r.Covers(r.IssuedAt) || r.Covers(r.IssuedAt+MaxLifetime)) {
			t.Fatalf("%+v does not serve when issued, or a day later", r)
		}
	})
}

// Numbers, names and words are protocol: none may change, and none be another one's.
func TestGroundsAreTheirNumbersNamesAndWords(t *testing.T) {
	want := []struct{ name, words string }{
		{"NOT_PERMITTED", "I did not allow this access"},
		{"NOT_TREATED", "I was not in care there"},
		{"NOT_AS_RECORDED", "this did not happen as it is recorded"},
		{"OTHER", "another reason, in a document"},
	}
	if len(Grounds()) != len(want) {
		t.Fatalf("grounds are %v", Grounds())
	}
	for i, w := range want {
		g := Ground(i + 1)
		if Grounds()[i] != g || !g.Valid() || g.String() != w.name || g.Words() != w.words {
			t.Errorf("ground %d is %v, %q", i+1, g, g.Words())
		}
		if read, err := ParseGround(w.name); err != nil || read != g {
			t.Errorf("%s is read as %v, error %v", w.name, read, err)
		}
	}
	for g, name := range map[Ground]string{0: "UNSPECIFIED", 5: "Ground(5)", 255: "Ground(255)"} {
		if g.Valid() || g.String() != name || g.Words() != "" {
			t.Errorf("ground %d is %v, %q", uint8(g), g, g.Words())
		}
	}
	for _, name := range []string{"", "UNSPECIFIED", "not_permitted", "GROUND_OTHER", "Ground(1)", "I was not in care there"} {
		if _, err := ParseGround(name); !errors.Is(err, ErrGround) {
			t.Errorf("%q: %v, want ErrGround", name, err)
		}
	}
}

// A wallet shows in words what a request asks for and why a record is contested.
func TestRequestsAndDisputesAreShownInWords(t *testing.T) {
	for _, c := range []struct {
		m    message
		want string
	}{
		{
			AccessRequest{Subject: [20]byte{1}, Controller: "de-charite", Recipient: "de-service", IssuedAt: 1, ExpiresAt: 2},
			`{"subject":"0x0100000000000000000000000000000000000000","controller":"de-charite","recipient":"de-service",` +
				`"request":"I ask for my own data, any number of times until this expires",` +
				`"issuedAt":"1970-01-01T00:00:01Z","expiresAt":"1970-01-01T00:00:02Z"}`,
		},
		{
			Dispute{Subject: [20]byte{1}, Trail: "de-charite/ris", Index: 7, Record: [32]byte{0x22}, Ground: GroundNotTreated},
			`{"subject":"0x0100000000000000000000000000000000000000","trail":"de-charite/ris","index":"7",` +
				`"record":"0x22` + strings.Repeat("0", 62) + `","ground":"I was not in care there",` +
				`"documentDigest":"0x` + strings.Repeat("0", 64) + `","deadline":"1970-01-01T00:00:00Z"}`,
		},
	} {
		shown, err := c.m.record().MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if string(shown) != c.want {
			t.Errorf("a wallet shows\n%s, want\n%s", shown, c.want)
		}
	}
}
