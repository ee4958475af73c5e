package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/// Pages as people have them: Debian's Chromium before the program. A page that says an error on its
/// console, throws, asks another server for something, or gets an answer from 500 on, fails the test that
/// opened it; `allowed` names what may be said. Screenshots are in `target/screenshots`, by name, width and
/// colours.
@Timeout(180)
abstract class BrowserTest {
    private static final int BETWEEN = 768;
    static final List<Integer> WIDTHS = List.of(390, BETWEEN, 1280);

    /// Every page in each language, width and colour: `-Dtassis.looks=all`, with
    /// `-Djunit.jupiter.execution.timeout.mode=disabled`. Otherwise what tells something new.
    static final boolean ALL = "all".equals(System.getProperty("tassis.looks"));

    /// No page is wider than the narrowest of telephones: WCAG 2.2, 1.4.10.
    static final int NARROWEST = 320;

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int PHONE = 600;
    private static final int TALLEST = 1800;
    private static final String SERIOUS = serious("");

    /// Colours do not depend on the language, and take most of the time.
    private static final String SERIOUS_IN_WORDS = serious(", rules: {'color-contrast': {enabled: false}}");

    private static String serious(String more) {
        return "axe.run(document, {iframes: false, resultTypes: ['violations']" + more + "}).then(r => r.violations"
                + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')).join('; '))";
    }

    private static final String TOO_WIDE =
            "document.documentElement.scrollWidth <= innerWidth ? '' : document.documentElement.scrollWidth + ' of ' + innerWidth + ': '"
                    + " + [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                    + ".slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join(' | ')";
    private static final String AXE = readAxe();

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> faults = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();

    @BeforeAll
    static void openBrowser() throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        environment.remove("JAVA_TOOL_OPTIONS");
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox")));
        Files.createDirectories(SCREENSHOTS);
    }

    @AfterAll
    static void closeBrowser() {
        playwright.close();
    }

    @AfterEach
    void nothingWentWrong() {
        contexts.forEach(BrowserContext::close);
        assertThat(faults).isEmpty();
    }

    /// How somebody looks.
    record Look(int width, boolean dark, String locale, boolean scripts) {
        static final Look DESKTOP = new Look(1280, false, "en-GB", true);
        static final Look PHONE = new Look(360, true, "en-GB", true);

        Look withoutScripts() {
            return new Look(width, dark, locale, false);
        }

        Look in(String language) {
            return new Look(width, dark, language, scripts);
        }
    }

    /// A browser of its own, where nobody is logged in.
    ///
    /// @param base `https://host:port` of the pages; a request elsewhere is a fault
    Page browse(String base, Look look) {
        return browse(browser, base, look);
    }

    /// One that is a whole program without a window: its own viewer of PDF is there.
    static Browser wholeBrowser() {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setHeadless(false)
                        .setArgs(List.of("--no-sandbox", "--headless=new")));
    }

    Page browse(Browser browser, String base, Look look) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(base)
                .setIgnoreHTTPSErrors(true)
                .setLocale(look.locale())
                .setTimezoneId("Europe/Brussels")
                .setJavaScriptEnabled(look.scripts())
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(look.dark() ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setViewportSize(look.width(), height(look.width())));
        context.setDefaultTimeout(20_000);
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add(page.url() + " says " + message.text() + " of " + message.location());
            }
        });
        page.onPageError(error -> faults.add(page.url() + " throws " + error));
        page.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:")) {
                faults.add(page.url() + " asks for " + url);
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 500) {
                faults.add(response.url() + " answers " + response.status());
            }
        });
        return page;
    }

    /// Logs in at `/login`.
    Page browse(String base, Look look, String login, String password) {
        Page page = browse(base, look);
        logIn(page, login, password);
        return page;
    }

    static void logIn(Page page, String login, String password) {
        page.navigate("/login");
        page.fill("#login", login);
        page.fill("#password", password);
        page.click("main button.primary");
        page.waitForURL(url -> !url.contains("/login"));
    }

    /// What was to be expected in this test after all, such as the console's line about an answer of 404.
    void allow(String part) {
        faults.removeIf(fault -> fault.contains(part));
    }

    /// The page in each width, light and dark: kept as a picture, without a serious finding of axe, not
    /// wider than the window. Ends as it began.
    void look(Page page, String name) {
        look(page, name, List.of(false, true));
    }

    /// As {@link #look}, in the three widths: dark on the phone, light on the others. Pages that are many
    /// need no more: what is dark and light is said by the same rules at every width.
    void lookOnce(Page page, String name) {
        look(page, name, ALL ? List.of(false, true) : List.of());
    }

    /// @param both dark and light; empty: as suits the width
    private void look(Page page, String name, List<Boolean> both) {
        var before = page.viewportSize();
        for (int width : WIDTHS) {
            page.setViewportSize(width, height(width));
            for (boolean dark : both.isEmpty() ? List.of(width < PHONE) : both) {
                page.emulateMedia(
                        new Page.EmulateMediaOptions().setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
                keep(page, name + "-" + width + (dark ? "-dark" : "-light"));
                if (ALL || !dark || width != BETWEEN || both.isEmpty()) {
                    isAccessible(page);
                }
            }
            isNotTooWide(page);
        }
        fitsTheNarrowest(page);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(null));
        page.setViewportSize(before.width, before.height);
    }

    /// As {@link #look}, for a page whose layout is looked at in another language: once on a phone, once on
    /// a desktop.
    void glance(Page page, String name) {
        if (ALL) {
            look(page, name);
            return;
        }
        var before = page.viewportSize();
        for (int width : List.of(WIDTHS.getFirst(), WIDTHS.getLast())) {
            page.setViewportSize(width, height(width));
            keep(page, name + "-" + width);
            isNotTooWide(page);
        }
        isAccessible(page);
        fitsTheNarrowest(page);
        page.setViewportSize(before.width, before.height);
    }

    static void fitsTheNarrowest(Page page) {
        page.setViewportSize(NARROWEST, height(NARROWEST));
        isNotTooWide(page);
    }

    /// As much of the page as somebody would look at.
    static void keep(Page page, String name) {
        var window = page.viewportSize();
        int height = (Integer) page.evaluate("document.documentElement.scrollHeight");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true)
                .setClip(0, 0, window.width, Math.clamp(height, window.height, TALLEST)));
    }

    static void isAccessible(Page page) {
        isAccessible(page, SERIOUS);
    }

    /// Of a page that was looked at in another language, with all its colours.
    static void isAccessibleInWords(Page page) {
        isAccessible(page, SERIOUS_IN_WORDS);
    }

    private static void isAccessible(Page page, String serious) {
        if (!(Boolean) page.evaluate("typeof axe === 'object'")) {
            page.evaluate(AXE);
        }
        assertThat(page.evaluate(serious)).as("axe on " + page.url()).isEqualTo("");
    }

    static void isNotTooWide(Page page) {
        assertThat(page.evaluate(TOO_WIDE))
                .as("wider than the window on " + page.url())
                .isEqualTo("");
    }

    private static int height(int width) {
        return width < PHONE ? 740 : 850;
    }

    private static String readAxe() {
        String path = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
        try (InputStream in = Objects.requireNonNull(BrowserTest.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
