// Command website serves itself: handlers of net/http behind a mux, pages of html/template, JSON,
// routes by regexp, words by the tables of unicode. Nothing listens; a recorder takes each answer.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode"
)

type article struct {
	Slug  string            `json:"slug"`
	Title string            `json:"title"`
	Body  string            `json:"body,omitempty"`
	Tags  map[string]int    `json:"tags,omitempty"`
	Links map[string]string `json:"links,omitempty"`
}

type shelf struct {
	mutex    sync.Mutex
	articles map[string]article
}

var (
	slug  = regexp.MustCompile(`^[\p{Ll}\p{Nd}]+(?:-[\p{Ll}\p{Nd}]+)*$`)
	link  = regexp.MustCompile(`(?i)\b(https?)://([\w.-]+)(:\d+)?(/\S*)?`)
	pages = template.Must(template.New("page").Funcs(template.FuncMap{"words": words}).Parse(
		`<title>{{.Title}}</title><body data-slug={{.Slug}} onclick="show({{.}})">
{{range $tag, $count := .Tags}}<a href="/tags/{{$tag}}?n={{$count}}">{{$tag}}</a>{{else}}none{{end}}
<p>{{.Body}}</p><script>let words = {{words .Body}};</script>`))
)

// words counts the words by script.
func words(text string) map[string]int {
	counts := map[string]int{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r)
	}) {
		first := []rune(word)[0]
		for name, table := range unicode.Scripts {
			if unicode.Is(table, first) {
				counts[name]++
			}
		}
	}
	return counts
}

func (s *shelf) list(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	slugs := make([]string, 0, len(s.articles))
	for slug := range s.articles {
		slugs = append(slugs, slug)
	}
	sort.Strings(slugs)
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(slugs); err != nil {
		panic(err)
	}
}

func (s *shelf) put(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("slug")
	if !slug.MatchString(name) {
		http.Error(w, fmt.Sprintf("bad slug %q", name), http.StatusBadRequest)
		return
	}
	var a article
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&a); err != nil {
		var large *http.MaxBytesError
		status := http.StatusUnprocessableEntity
		if errors.As(err, &large) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, err.Error(), status)
		return
	}
	a.Slug = name
	a.Links = map[string]string{}
	for _, found := range link.FindAllStringSubmatch(a.Body, -1) {
		address, err := url.Parse(found[0])
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		a.Links[address.Host] = strings.ToLower(found[1]) + found[3]
	}
	s.mutex.Lock()
	s.articles[name] = a
	s.mutex.Unlock()
	w.Header().Set("Location", "/articles/"+name)
	http.SetCookie(w, &http.Cookie{Name: "last", Value: name, Path: "/", MaxAge: 60,
		SameSite: http.SameSiteStrictMode})
	w.WriteHeader(http.StatusCreated)
}

func (s *shelf) get(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	a, found := s.articles[r.PathValue("slug")]
	s.mutex.Unlock()
	switch {
	case !found:
		http.NotFound(w, r)
	case strings.Contains(r.Header.Get("Accept"), "html"):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := pages.Execute(w, a); err != nil {
			panic(err)
		}
	default:
		text, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		http.ServeContent(w, r, a.Slug+".json", time.Unix(1_700_000_000, 0), bytes.NewReader(text))
	}
}

// recovering answers 500 for a handler that panics.
func recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if problem := recover(); problem != nil {
				http.Error(w, fmt.Sprint("recovered: ", problem), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func ask(handler http.Handler, method, target, body string, headers ...string) {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	answer := recorder.Result()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(method, target, "->", answer.Status)
	names := make([]string, 0, len(answer.Header))
	for name := range answer.Header {
		names = append(names, textproto.CanonicalMIMEHeaderKey(name))
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Printf("  %s: %q\n", name, answer.Header[name])
	}
	fmt.Printf("  %d bytes: %s\n", len(text), strings.TrimSpace(string(text)))
}

func main() {
	log.SetOutput(os.Stderr)
	s := &shelf{articles: map[string]article{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /articles/", s.list)
	mux.HandleFunc("PUT /articles/{slug}", s.put)
	mux.HandleFunc("GET /articles/{slug}", s.get)
	mux.HandleFunc("/boom", func(http.ResponseWriter, *http.Request) { panic("boom") })
	mux.Handle("/old/", http.StripPrefix("/old", http.RedirectHandler("/articles/",
		http.StatusMovedPermanently)))
	handler := recovering(http.TimeoutHandler(mux, time.Hour, "late"))

	ask(handler, "PUT", "/articles/first", `{"title":"A <b>","body":"Καλημέρα κόσμε, see HTTP://go.dev:80/x and мир 世界 नमस्ते","tags":{"a&b":1,"<i>":2}}`)
	ask(handler, "PUT", "/articles/Bad%20one", `{}`)
	ask(handler, "PUT", "/articles/second", `{"title":1}`)
	ask(handler, "PUT", "/articles/second", `{"other":1}`)
	ask(handler, "PUT", "/articles/second", `{"body":"`+strings.Repeat("x", 5000)+`"}`)
	ask(handler, "PUT", "/articles/élan-7", `{"title":"\u00c9lan"}`)
	ask(handler, "GET", "/articles/", "")
	ask(handler, "GET", "/articles/first", "", "Accept", "text/html")
	ask(handler, "GET", "/articles/first", "")
	ask(handler, "GET", "/articles/first", "", "Range", "bytes=2-20")
	ask(handler, "GET", "/articles/first", "", "If-Modified-Since", "Wed, 15 Nov 2023 00:00:00 GMT")
	ask(handler, "HEAD", "/articles/first", "")
	ask(handler, "GET", "/articles/none", "")
	ask(handler, "DELETE", "/articles/first", "")
	ask(handler, "GET", "/boom", "")
	ask(handler, "GET", "/old/x", "")
	ask(handler, "GET", "//articles/../articles/first", "")
	for i := range 200 {
		name := fmt.Sprintf("page-%d", i)
		request := httptest.NewRequest("PUT", "/articles/"+name, strings.NewReader(
			fmt.Sprintf(`{"title":"Page %d","body":"%s http://h%d.example/%d"}`, i,
				strings.Repeat("слово word λόγος ", i%7), i%13, i)))
		handler.ServeHTTP(httptest.NewRecorder(), request)
	}
	ask(handler, "GET", "/articles/page-199", "", "Accept", "text/html")
	fmt.Println(len(s.articles), "articles,", len(unicode.Scripts) > 100)
}
