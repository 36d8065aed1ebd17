// Command json encodes and decodes what encoding/json treats specially.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

type celsius float64

func (c celsius) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%.1fC", float64(c)), nil }

func (c *celsius) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "%fC", (*float64)(c))
	return err
}

type colour int

func (c colour) MarshalJSON() ([]byte, error) {
	return json.Marshal([]string{"red", "green", "blue"}[c])
}

type embedded struct {
	Shared string
	Hidden int `json:"-"`
}

type record struct {
	embedded
	Name    string             `json:"name"`
	Count   int64              `json:"count,string"`
	Ratio   float64            `json:"ratio,omitempty"`
	Heat    celsius            `json:"heat"`
	Colour  colour             `json:"colour"`
	Raw     json.RawMessage    `json:"raw"`
	Bytes   []byte             `json:"bytes"`
	Map     map[celsius]string `json:"map"`
	Pointer *record            `json:"pointer"`
	Any     any                `json:"any"`
	When    time.Time          `json:"when,omitzero"`
	Dash    int                `json:"-,"`
	Array   [3]bool            `json:"array"`
}

func main() {
	value := record{
		embedded: embedded{"shared", 9},
		Name:     "quotes \" backslash \\ tab\t <html> & \u2028 \x80 größe 😀",
		Count:    math.MaxInt64,
		Ratio:    1e-7,
		Heat:     21.56,
		Colour:   2,
		Raw:      json.RawMessage(` {"kept" : [1, 2.50]} `),
		Bytes:    []byte{0, 1, 254, 255},
		Map:      map[celsius]string{30: "c", 10: "a", 20: "b"},
		Pointer: &record{Name: "inner", Raw: json.RawMessage("null"),
			When: time.Unix(1e9, 5).UTC()},
		Any: map[string]any{"z": 1, "a": []any{nil, true, 1e21, 123456789.0}},
	}
	compact, err := json.Marshal(value)
	fmt.Println(string(compact), err)
	var indented bytes.Buffer
	fmt.Println(json.Indent(&indented, compact, "> ", "  "), indented.Len())
	fmt.Println(indented.String())

	var back record
	fmt.Println(json.Unmarshal([]byte(`{"NAME":"folded","count":"-5","heat":"1.5C","map":{"7.0C":"x"},`+
		`"bytes":"AAH+/w==","any":{"big":12345678901234567890,"small":5e-324},"Shared":"s",`+
		`"array":[true,false,true,true],"unknown":1,"raw":[ 1 ]}`), &back))
	fmt.Printf("%+v\n", back)

	for _, text := range []string{
		`{"name": 5}`, `{"name": "x"`, `{"count":"99999999999999999999"}`, `[1,2,]`, `nul`,
		`{"a":1} x`, `{"bytes":"*"}`, `{"heat":[1]}`, "\"\\ud800\"", `"` + "\x01" + `"`, `1e400`,
		strings.Repeat("[", 10001),
	} {
		var r record
		err := json.Unmarshal([]byte(text), &r)
		if len(text) > 20 {
			text = text[:20]
		}
		fmt.Printf("%.20q: %v", text, err)
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		if errors.As(err, &syntax) {
			fmt.Printf(" (offset %d)", syntax.Offset)
		} else if errors.As(err, &kind) {
			fmt.Printf(" (field %s, offset %d)", kind.Field, kind.Offset)
		}
		fmt.Println()
	}
	for _, bad := range []any{math.NaN(), make(chan int), func() {}, map[bool]int{true: 1}} {
		_, err := json.Marshal(bad)
		fmt.Println(err)
	}
	stream()
}

func stream() {
	decoder := json.NewDecoder(strings.NewReader(`{"a":[1,{"b":null}]} "next" 3.14 {"x":1,"y":2}`))
	decoder.UseNumber()
	for range 10 {
		token, err := decoder.Token()
		fmt.Printf("%T %v %v more=%t at %d\n", token, token, err, decoder.More(),
			decoder.InputOffset())
	}
	decoder.DisallowUnknownFields()
	for {
		var v any
		err := decoder.Decode(&v)
		fmt.Printf("%T %v %v\n", v, v, err)
		if errors.Is(err, io.EOF) || err != nil {
			break
		}
	}
	encoder := json.NewEncoder(&bytes.Buffer{})
	encoder.SetEscapeHTML(false)
	fmt.Println(encoder.Encode(map[string]string{"<": ">"}))
}
