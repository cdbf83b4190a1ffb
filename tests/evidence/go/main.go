// A verifier that shares no code with Gestand: golang.org/x/mod/sumdb/{note,tlog}, the code of the Go checksum database.
//
// Reads one JSON request per line, and answers each with one JSON line: {"ok": bool, "error": string, "proof": [base64]}.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Op    string   // checkpoint, inclusion, consistency, prove-inclusion, prove-consistency, entry
	Vkey  string   // checkpoint
	Note  string   // checkpoint
	Dir   string   // prove-*: a published log
	Proof [][]byte // inclusion, consistency
	Size  int64
	Root  []byte
	Old   int64 // consistency
	Older []byte
	Index int64  // inclusion
	Body  []byte // inclusion: the entry
}

type answer struct {
	OK    bool     `json:"ok"`
	Error string   `json:"error"`
	Proof [][]byte `json:"proof"`
}

// tiles reads tiles from a published log. Go's own paths are tile/8/0/000 where C2SP's are tile/0/000.
type tiles struct{ dir string }

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, one := range want {
		path := filepath.Join(t.dir, "tile", strings.TrimPrefix(one.Path(), "tile/8/"))
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func hash(b []byte) (h tlog.Hash) {
	copy(h[:], b)
	return h
}

func hashes(all [][]byte) (out []tlog.Hash, err error) {
	for _, b := range all {
		if len(b) != tlog.HashSize {
			return nil, errors.New("a hash is not 32 bytes")
		}
		out = append(out, hash(b))
	}
	return out, nil
}

// checkpoint reads the three lines itself: tlog.ParseTree insists on the first line of the Go checksum database.
func checkpoint(r request) error {
	verifier, err := note.NewVerifier(r.Vkey)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(r.Note), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return errors.New("not three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size != r.Size {
		return fmt.Errorf("size %q, not %d", lines[1], r.Size)
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize || hash(root) != hash(r.Root) {
		return fmt.Errorf("another root: %q", lines[2])
	}
	return nil
}

func do(r request) (proof []tlog.Hash, err error) {
	given, err := hashes(r.Proof)
	if err != nil {
		return nil, err
	}
	reader := func() tlog.HashReader {
		return tlog.TileHashReader(tlog.Tree{N: r.Size, Hash: hash(r.Root)}, tiles{r.Dir})
	}
	switch r.Op {
	case "checkpoint":
		return nil, checkpoint(r)
	case "inclusion":
		return nil, tlog.CheckRecord(tlog.RecordProof(given), r.Size, hash(r.Root), r.Index, tlog.RecordHash(r.Body))
	case "consistency":
		return nil, tlog.CheckTree(tlog.TreeProof(given), r.Size, hash(r.Root), r.Old, hash(r.Older))
	case "prove-inclusion":
		proof, err := tlog.ProveRecord(r.Size, r.Index, reader())
		return []tlog.Hash(proof), err
	case "prove-consistency":
		proof, err := tlog.ProveTree(r.Size, r.Old, reader())
		return []tlog.Hash(proof), err
	}
	return nil, fmt.Errorf("unknown request %q", r.Op)
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var r request
		var a answer
		err := json.Unmarshal(in.Bytes(), &r)
		if err == nil {
			var proof []tlog.Hash
			proof, err = do(r)
			for _, one := range proof {
				a.Proof = append(a.Proof, append([]byte(nil), one[:]...))
			}
		}
		if a.OK = err == nil; err != nil {
			a.Error = err.Error()
		}
		if err := out.Encode(a); err != nil {
			os.Exit(1)
		}
	}
}
