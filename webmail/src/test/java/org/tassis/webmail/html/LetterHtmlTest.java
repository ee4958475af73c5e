package org.tassis.webmail.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterHtmlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script><p>text</p>",
                "<p onclick=alert(1)>text</p>",
                "<p style='background:url(https://spy.example/x)'>text</p>",
                "<a href='javascript:alert(1)'>text</a>",
                "<a href=' &#106;avascript:alert(1)'>text</a>",
                "<img src='https://spy.example/x.png' alt=text>",
                "<img src='data:image/svg+xml,<svg onload=alert(1)>' alt=text>",
                "<img src=cid:x onerror=alert(1) alt=y>text",
                "<svg><style><img src=x onerror=alert(1)></style></svg>text",
                "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>text",
                "<iframe srcdoc='<script>alert(1)</script>'></iframe>text",
                "<form action=https://spy.example><input name=p>text</form>",
                "<base href=https://spy.example/>text",
                "<style>@import 'https://spy.example'</style>text",
                "<object data=https://spy.example></object>text",
                "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>text",
                "<div class='toolbar signature' id=content>text</div>"
            })
    void whatIsSentIsHarmless(String html) {
        String clean = LetterHtml.clean(html);
        assertThat(clean)
                .contains("text")
                .doesNotContainIgnoringCase("script")
                .doesNotContain("alert")
                .doesNotContain("spy.example")
                .doesNotContain("style")
                .doesNotContain("toolbar")
                .doesNotContain("id=");
        assertThat(LetterHtml.clean(clean)).isEqualTo(clean);
    }

    @Test
    void whatTheEditorMakesStays() {
        String html = "<div>Dear <b>Bob</b>, <i>see</i> <u>this</u>:</div><ul><li>one</li><li>two</li></ul>"
                + "<h2>Head</h2><blockquote type=\"cite\"><div>said</div></blockquote>"
                + "<div><a href=\"https://example.org/a?b=c&amp;d=e\">here</a></div>";
        String clean = LetterHtml.clean(html);
        for (String tag :
                new String[] {"<b>", "<i>", "<u>", "<ul>", "<li>", "<h2>", "<blockquote", "cite", "<a href"}) {
            assertThat(clean).contains(tag);
        }
        assertThat(LetterHtml.clean("<div><br></div>")).isEmpty();
    }

    @Test
    void picturesAreNamedByTheirContentId() {
        String clean = LetterHtml.clean("<p>see <img src=\"/webmail/write/picture/12-34/ab12@letter\" alt=\"a train\">"
                + "<img src='/webmail/write/picture/../../x' alt=''><img src='/webmail/m/1-2/part/3'></p>");
        assertThat(LetterHtml.pictures(clean)).containsExactly("ab12@letter");
        assertThat(clean).doesNotContain("webmail");
        String shown =
                LetterHtml.shown(clean, id -> id.equals("ab12@letter") ? Optional.of("56-78") : Optional.empty());
        assertThat(shown).contains("src=\"/webmail/write/picture/56-78/ab12@letter\"");
        assertThat(LetterHtml.clean(shown)).isEqualTo(clean);
        assertThat(LetterHtml.shown(clean, _ -> Optional.empty()))
                .doesNotContain("img")
                .contains("a train");
    }

    @Test
    void plainTextReadsAsIfItWasTyped() {
        assertThat(LetterHtml.text("<div>one</div><div>two<br>three</div><div><br></div><div>four</div>"))
                .isEqualTo("one\ntwo\nthree\n\nfour");
        assertThat(LetterHtml.text("<p>one</p>\n<p>two  words</p>")).isEqualTo("one\n\ntwo words");
        assertThat(LetterHtml.text("before<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>after"))
                .isEqualTo("before\n\n- one\n- two\n\n  - deep\n\nafter");
        assertThat(LetterHtml.text("<ol start=\"3\"><li>three</li><li>four</li></ol>"))
                .isEqualTo("3. three\n4. four");
        assertThat(LetterHtml.text("<h2>Head</h2><div>text</div>")).isEqualTo("Head\n\ntext");
        assertThat(LetterHtml.text(
                        "<div>I wrote:</div><blockquote><div>a</div><blockquote><div>b</div></blockquote></blockquote>"
                                + "<div>no</div>"))
                .isEqualTo("I wrote:\n> a\n>> b\nno");
        assertThat(
                        LetterHtml.text(
                                "<div><a href=\"https://example.org/x\">here</a>, "
                                        + "<a href=\"https://example.org/\">example.org</a>, <a href=\"mailto:a@b.example\">a@b.example</a></div>"))
                .isEqualTo("here <https://example.org/x>, example.org, a@b.example");
        assertThat(LetterHtml.text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"))
                .isEqualTo("a | b\nc | d");
        assertThat(LetterHtml.text("<div>x</div><div class=\"signature\"><div>Ann</div></div>"))
                .isEqualTo("x\n-- \nAnn");
        assertThat(LetterHtml.text("<div class=\"signature\">Ann</div><blockquote>y</blockquote>"))
                .isEqualTo("Ann\n> y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one\ntwo\n\nthree",
                "  indented  twice\n\ttab",
                "On Monday, Bob wrote:\n> hello\n>> deeper\n>\n> back\n\nmine",
                "<b> & \"quotes\" 'x' &amp;",
                "text\n\n-- \nAnn\nExample",
                "\u00e9\u20ac\ud83d\ude86",
                ""
            })
    void plainTextSurvivesTheWayThere(String text) {
        String rich = LetterHtml.of(text);
        assertThat(LetterHtml.text(rich)).isEqualTo(text.replace("\t", "    "));
        String clean = LetterHtml.clean(rich);
        assertThat(LetterHtml.text(clean)).isEqualTo(text.replace("\t", "    "));
    }

    @Test
    void hugeAndDeepTextEnds() {
        String deep = "<blockquote>".repeat(40) + "x" + "</blockquote>".repeat(40);
        assertThat(LetterHtml.text(LetterHtml.clean(deep))).isEqualTo(">".repeat(40) + " x");
        String deeper = "<blockquote>".repeat(3_000) + "x" + "</blockquote>".repeat(3_000);
        assertThat(LetterHtml.text(LetterHtml.clean(deeper))).hasSizeLessThan(10_000);
        assertThat(LetterHtml.clean("<b>x</b>".repeat(300_000))).isNotEmpty();
    }
}
