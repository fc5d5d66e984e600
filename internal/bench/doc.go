// Package bench measures real nodes: networks of their own, founded in a temporary
// folder with a genesis that holds as many subjects as asked for, driven by a client in
// this process, judged by what their blocks hold, and removed.
package bench
