// Command provider is a small enrichment service for trying galena's providers without an
// account anywhere: GET /v1/person?email=... answers with a title and a number derived from the
// address. It requires a key, throttles now and then, and knows nothing about some addresses,
// as real services do.
//
//	PEOPLE_KEY=secret go run ./examples/provider -listen 127.0.0.1:8099
//	PEOPLE_KEY=secret go run ./examples/provider -listen 127.0.0.1:8099
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8099", "address to listen on; port 0 takes a free one")
	flag.Parse()
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatalf("listening on %s: %v", *listen, err)
	}
	fmt.Println("http://" + listener.Addr().String())
	log.Fatal(http.Serve(listener, &people{key: os.Getenv("PEOPLE_KEY")}))
}

// people is the service.
type people struct {
	key   string
	calls atomic.Int64
}

var titles = []string{"Head of Purchasing", "Software Engineer", "VP Sales", "Marketing Manager", "Chief Financial Officer"}

// ServeHTTP implements http.Handler.
func (p *people) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	email := r.URL.Query().Get("email")
	switch sum := hash(email); {
	case r.Header.Get("Authorization") != "Bearer "+p.key:
		http.Error(w, "no such key", http.StatusUnauthorized)
	case p.calls.Add(1)%50 == 0: // every fiftieth call comes too early
		w.Header().Set("Retry-After", "1")
		http.Error(w, "slow down", http.StatusTooManyRequests)
	case email == "" || sum%4 == 0:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{ //nolint:errcheck // the caller has gone
			"data":       map[string]any{"title": titles[sum%uint32(len(titles))], "phones": []string{fmt.Sprintf("+1415555%04d", 100+sum%100)}},
			"likelihood": 0.5 + float64(sum%50)/100,
		})
	}
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s)) // a hash never fails
	return h.Sum32()
}
