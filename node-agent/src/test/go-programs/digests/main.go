// Command digests hashes, signs, encrypts and encodes fixed inputs.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding"
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/fnv"
	"hash/maphash"
	"strings"
)

func main() {
	makers := []struct {
		name string
		make func() hash.Hash
	}{
		{"md5", md5.New}, {"sha1", sha1.New}, {"sha224", sha256.New224}, {"sha256", sha256.New},
		{"sha384", sha512.New384}, {"sha512", sha512.New}, {"sha512/256", sha512.New512_256},
		{"sha3-256", func() hash.Hash { return sha3.New256() }},
		{"hmac", func() hash.Hash { return hmac.New(sha256.New, []byte("key")) }},
		{"fnv32a", func() hash.Hash { return fnv.New32a() }}, {"fnv128",
			func() hash.Hash { return fnv.New128() }},
	}
	for _, m := range makers {
		// Every length around the block sizes, in one piece and byte by byte.
		all := m.make()
		for length := range 300 {
			data := bytes.Repeat([]byte{byte(length)}, length)
			whole, split := m.make(), m.make()
			whole.Write(data)
			for i := range data {
				split.Write(data[i : i+1])
			}
			if !bytes.Equal(whole.Sum(nil), split.Sum(nil)) {
				fmt.Println(m.name, length, "differs when split")
			}
			all.Write(whole.Sum(nil))
		}
		fmt.Printf("%s %d/%d %x\n", m.name, all.Size(), all.BlockSize(), all.Sum(nil))
	}
	half := sha256.New()
	half.Write([]byte("first half, "))
	state, err := half.(encoding.BinaryMarshaler).MarshalBinary()
	resumed := sha256.New()
	fmt.Println(len(state), err, resumed.(encoding.BinaryUnmarshaler).UnmarshalBinary(state))
	resumed.Write([]byte("second half"))
	fmt.Printf("%x\n", resumed.Sum(nil))

	ciphers()
	key := ed25519.NewKeyFromSeed([]byte("a seed of exactly thirty-two by."))
	signature := ed25519.Sign(key, []byte("message"))
	public := key.Public().(ed25519.PublicKey)
	fmt.Printf("%x %t %t\n", signature, ed25519.Verify(public, []byte("message"), signature),
		ed25519.Verify(public, []byte("massage"), signature))
	encodings()
	seed := maphash.MakeSeed()
	fmt.Println(maphash.String(seed, "equal") == maphash.Bytes(seed, []byte("equal")))
}

func ciphers() {
	block, err := aes.NewCipher([]byte("0123456789abcdef"))
	fmt.Println(block.BlockSize(), err)
	text := []byte(strings.Repeat("sixteen bytes ..", 5))
	sealed := make([]byte, len(text))
	cipher.NewCBCEncrypter(block, make([]byte, 16)).CryptBlocks(sealed, text)
	fmt.Printf("cbc %x\n", sealed)
	cipher.NewCTR(block, []byte("an initial value")).XORKeyStream(sealed, text)
	fmt.Printf("ctr %x\n", sealed)
	gcm, err := cipher.NewGCM(block)
	fmt.Println(err)
	sealed = gcm.Seal(nil, []byte("twelve bytes"), text, []byte("beside"))
	opened, err := gcm.Open(nil, []byte("twelve bytes"), sealed, []byte("beside"))
	fmt.Printf("gcm %x %t %v\n", sealed, bytes.Equal(opened, text), err)
	sealed[3] ^= 1
	_, err = gcm.Open(nil, []byte("twelve bytes"), sealed, []byte("beside"))
	fmt.Println(err)
	stream, err := rc4.NewCipher([]byte("key"))
	stream.XORKeyStream(text, text)
	fmt.Printf("rc4 %x %v\n", text[:16], err)
	_, err = aes.NewCipher([]byte("short"))
	fmt.Println(err)
}

func encodings() {
	data := []byte("any carnal pleasure\x00\xff")
	for i := range 4 {
		part := data[:len(data)-i]
		fmt.Println(base64.StdEncoding.EncodeToString(part),
			base64.RawURLEncoding.EncodeToString(part),
			base32.HexEncoding.EncodeToString(part))
		out := make([]byte, ascii85.MaxEncodedLen(len(part)))
		fmt.Printf("%s\n", out[:ascii85.Encode(out, part)])
	}
	fmt.Print(hex.Dump(append(data, data...)))
	for _, bad := range []string{"YQ=", "Y*==", "YQ==YQ==", "YR=="} {
		got, err := base64.StdEncoding.Strict().DecodeString(bad)
		fmt.Printf("%q %v\n", got, err)
	}
	_, err := hex.DecodeString("0g")
	fmt.Println(err)
	var buffer bytes.Buffer
	fmt.Println(binary.Write(&buffer, binary.BigEndian, struct {
		A uint8
		B int16
		C [2]float32
		D complex128
	}{1, -2, [2]float32{1.5, -0}, 3 - 4i}))
	buffer.Write(binary.AppendVarint(binary.AppendUvarint(nil, 1<<63), -1<<40))
	fmt.Printf("%x\n", buffer.Bytes())
}
