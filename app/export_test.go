package app

// PayerAtTheDoor is who lanes say pays for what an address sends now.
func (app *App) PayerAtTheDoor(address []byte) string {
	return app.senders().Payer(app.checkState(), address)
}
