package restriction

import "testing"

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs are kept apart", "<p>One <b>two</b>.</p><p>Three</p>", "One two.\n\nThree"},
		{"line breaks end lines", "One<br>two<br/>three", "One\ntwo\nthree"},
		{"head, scripts and styles are left out", "<html><head><title>T</title><style>p{}</style></head><body><script>x()</script>Yes</body></html>", "Yes"},
		{"entities are resolved", "caf&eacute; &lt;b&gt; &#8217;", "café <b> ’"},
		{"list items stand on lines", "<ul><li>a</li><li>b</li></ul>", "a\nb"},
		{"cited blocks are marked", "Yes<blockquote>one<br>two</blockquote>no", "Yes\n\n> one\n> two\n\nno"},
		{"cells are kept apart", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"white space is joined", "a \n\t b", "a b"},
		{"words split by tags stay whole", "twel<i>ve</i> months", "twelve months"},
		{"broken markup is read as far as it goes", "<p>a<div", "a"},
		{"nothing gives nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := PlainText(c.in); got != c.want {
				t.Errorf("PlainText(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}
