package dev.hostless.controlplane.page;

import dev.hostless.controlplane.Fleet;
import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser, before a real control plane and real boards. What a chart shows is
 * read from the attributes that it leaves in the page: they are the numbers that it was drawn from.
 */
class PageTest {

    private static Fleet fleet;
    private static Browser browser;
    private static String torture;

    private Tab tab;

    @BeforeAll
    static void start(@TempDir(cleanup = CleanupMode.NEVER) Path directory) throws Exception {
        var program = Browser.installed();
        Assumptions.assumeTrue(program.isPresent(),
                "no chromium here: the page is not tested in a browser");
        fleet = Fleet.start(directory, "lab", "--hostless.agent.boards=3");
        torture = fleet.uploadSample("gc-torture");
        fleet.until("the nodes are known", "/api/v1/nodes?selector=agent%3Dlab",
                nodes -> nodes.get("items").size() == 3);
        fleet.assign("name=lab-0", torture, "-rounds", "1000000");
        fleet.assign("name=lab-1", fleet.uploadSample("weather-station"));
        var profile = Files.createDirectories(directory.resolve("chromium"));
        browser = Browser.start(program.get(), profile);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        tab = browser.tab();
        tab.size(1400, 900);
    }

    @AfterEach
    void close() {
        tab.close();
    }

    private void signIn(String fragment) {
        tab.show(fleet.service().url() + "/" + fragment);
        tab.until("the token is asked for",
                "document.activeElement === document.getElementById('token')");
        tab.type(Service.TOKEN);
        tab.press("Enter", 13);
        tab.untilText("#link", "Live");
    }

    @Test
    void aFleetAndItsBoardsAreSeenLive() {
        signIn("");
        tab.until("all nodes are listed",
                "document.querySelectorAll('.nodes tbody tr').length >= 3");
        tab.until("both programs run", "[...document.querySelectorAll('.nodes tbody tr')].filter("
                + "r => /^lab-[01]Running/.test(r.textContent)).length === 2");
        tab.untilText(".firmware", "gc-torture");
        tab.until("the first running node is shown", "location.hash === '#/nodes/lab-0'");

        tab.until("the heap's sawtooth is drawn",
                "document.querySelector('.live-line')?.getAttribute('d').split('L').length > 12");
        var heap = tab.ask("({...document.querySelectorAll('.plot')[0].dataset})");
        assertThat(heap.get("limitBytes").asString()).isEqualTo("67108864");
        assertThat(Long.parseLong(heap.get("highestBytes").asString()))
                .isBetween(1L << 20, 64L << 20);
        assertThat(Long.parseLong(heap.get("goalBytes").asString())).isGreaterThan(1L << 20);
        assertThat(tab.text("figure:nth-of-type(1) .chart-aside")).contains("64 MiB");
        assertThat(tab.ask("[...document.querySelectorAll('.plot')[0].querySelectorAll('.tick')]"
                + ".map(t => t.textContent).join()").asString()).contains("MiB").contains(" s");

        var pauses = tab.ask("({...document.querySelectorAll('.plot')[1].dataset})");
        var number = pauses.get("longestCycle").asString();
        var cycles = fleet.get("/api/v1/nodes/lab-0/gc?limit=500").get("cycles");
        assertThat(cycles.valueStream().filter(c -> c.get("number").asString().equals(number))
                .flatMap(c -> java.util.stream.Stream.of(
                        c.get("sweepTerminationPauseNanos").asString(),
                        c.get("markTerminationPauseNanos").asString())))
                .contains(pauses.get("longestNanos").asString());
        assertThat(tab.text("figure:nth-of-type(2) .chart-aside"))
                .matches(".*longest [0-9.]+ (µs|ms): (sweep|mark) termination of cycle [0-9,]+");
        assertThat(
                tab.ask("document.querySelector('.mark-bar').getAttribute('d').split('M').length")
                        .asInt())
                .isGreaterThan(10);

        // What is drawn goes on by itself.
        tab.until("new cycles arrive", "Number(document.querySelector('.cycle-table td')"
                + ".textContent.replaceAll(',', '')) > " + number);
        assertThat(tab.takeComplaints()).isEmpty();
    }

    @Test
    void theUartSpeaksAndTheChartsAnswerTheKeyboard() {
        signIn("#/nodes/lab-1");
        tab.untilText(".uart", "hPa");
        tab.untilText(".node-head", "weather-station");
        var before = tab.ask("document.querySelector('.uart').textContent.length").asInt();
        tab.until("it goes on", "document.querySelector('.uart').textContent.length > " + before);
        tab.until("it follows", "(u => u.scrollHeight - u.scrollTop - u.clientHeight < 30)("
                + "document.querySelector('.uart'))");

        tab.until("pauses are drawn", "document.querySelectorAll('.plot')[1].dataset.longestNanos");
        tab.ask("document.querySelectorAll('.plot')[1].focus()");
        tab.press("ArrowRight", 39);
        tab.until("a cycle is told in words", "[...document.querySelectorAll('.tip')].some("
                + "t => !t.hidden && /Cycle \\d+.*sweep termination/.test(t.textContent))");
        tab.press("Escape", 27);
        tab.until("it is gone", "[...document.querySelectorAll('.tip')].every(t => t.hidden)");
        assertThat(tab.takeComplaints()).isEmpty();
    }

    @Test
    void aWrongTokenIsToldAndARightOneStaysUntilSigningOut() {
        tab.show(fleet.service().url());
        tab.until("the token is asked for",
                "document.activeElement === document.getElementById('token')");
        for (var wrong : new String[]{"not-the-token", "ein Schlüssel"}) {
            tab.type(wrong);
            tab.press("Enter", 13);
            tab.untilText("#sign-in-problem", wrong.contains(" ") ? "no spaces" : "does not know");
            assertThat(tab.text("#work")).isEmpty();
            assertThat(tab.ask("sessionStorage.length").asInt()).isZero();
        }
        tab.type(Service.JOIN_TOKEN);
        tab.press("Enter", 13);
        tab.untilText("#sign-in-problem", "for agents only");
        assertThat(tab.takeComplaints()).allMatch(line -> line.contains("status of 40"));

        tab.type(Service.TOKEN);
        tab.press("Enter", 13);
        tab.untilText(".nodes", "lab-0");
        tab.show(fleet.service().url());
        tab.untilText(".nodes", "lab-0");
        tab.click("#sign-out");
        tab.until("the token is asked for again",
                "document.getElementById('token').checkVisibility()"
                        + " && sessionStorage.length === 0");
        assertThat(tab.text("#work")).isEmpty();
        assertThat(tab.takeComplaints()).isEmpty();
    }

    @Test
    void whatABoardSaysIsNeverMarkup() {
        var agent = TestAgent.enrol(fleet.service(), 1);
        var hostile = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>"
                + "</pre><a href=\"javascript:window.harmed=1\">\u202egnp.exe\u001b[2J\0"
                + "A".repeat(50_000)
                + "\nthe end\n";
        agent.report(agent.state(0, 1, "Running"),
                agent.console(0, 1, 1, 0, hostile.getBytes(StandardCharsets.UTF_8)));
        var trapped = agent.state(0, 1, "Trapped");
        trapped.put("detail", "<b onclick=1>unreachable</b>");
        agent.report(trapped);
        signIn("#/nodes/" + agent.node(0));
        tab.untilText(".uart", "the end");
        tab.untilText(".callout", "<b onclick=1>unreachable</b>");
        assertThat(tab.text(".uart")).contains("<img src=x onerror=").contains("</pre>")
                .contains("\ufffdgnp.exe\u241b[2J\u2400").doesNotContain("\u202e");
        assertThat(tab.ask("document.querySelectorAll('.uart *:not(span), .callout *').length")
                .asInt()).isZero();
        assertThat(tab.ask("window.harmed === undefined").asBoolean()).isTrue();
        assertThat(tab.ask("document.documentElement.scrollWidth <= innerWidth").asBoolean())
                .isTrue();
        assertThat(tab.takeComplaints()).isEmpty();

        // However much it says, the page keeps the newest.
        for (int part = 1; part <= 8; part++) {
            agent.report(agent.console(0, 1, 1, part * 60_000L, ("part " + part + " "
                    + "x".repeat(50_000) + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        tab.untilText(".uart", "part 8");
        assertThat(tab.ask("document.querySelector('.uart').textContent.length").asInt())
                .isLessThan(260_000);
        // Its agent is silent from here on.
        tab.untilText(".callout", "silent since");
        tab.untilText(".chips", "Unreachable");
    }

    @Test
    void emptyChartsSayWhy() {
        var agent = TestAgent.enrol(fleet.service(), 2);
        var gc = new LinkedHashMap<String, Object>();
        gc.put("observed", false);
        gc.put("reason", "not a Go program");
        var digest = fleet.uploadSample("c-tick");
        long revision = fleet.service().assign("name=" + agent.node(0), digest);
        agent.report(agent.state(0, revision, "Running"), agent.telemetry(0, revision, gc));
        signIn("#/nodes/" + agent.node(0));
        tab.untilText("figure .chart-empty", "No collector is observed on this board: not a Go");
        tab.ask("location.hash = '#/nodes/" + agent.node(1) + "'");
        tab.untilText("figure .chart-empty", "The board is off");
        tab.untilText(".uart", "Nothing was said yet");

        tab.ask("document.querySelector('[type=search]').focus()");
        tab.type("name=nobody");
        tab.press("Enter", 13);
        tab.untilText(".node-list .none", "No node matches");
        tab.ask("document.querySelector('[type=search]').select()");
        tab.type("site=");
        tab.press("Enter", 13);
        tab.untilText(".node-list .problem", "position 5");
        assertThat(tab.takeComplaints()).allMatch(line -> line.contains("status of 400"));
    }

    @Test
    void aLostConnectionIsSeenAndComesBack() {
        signIn("#/nodes/lab-1");
        tab.untilText(".uart", "hPa");
        tab.offline(true);
        tab.until("the loss is told", "document.getElementById('notice').checkVisibility()");
        assertThat(tab.text("#notice")).contains("is lost");
        tab.offline(false);
        tab.untilText("#link", "Live");
        tab.until("the note is gone", "!document.getElementById('notice').checkVisibility()");
        var before = tab.ask("document.querySelector('.uart').textContent.length").asInt();
        tab.until("the console goes on",
                "document.querySelector('.uart').textContent.length > " + before);
    }

    @Test
    void thePageBringsEverythingAlongAndForbidsTheRest() {
        var policy = fleet.service().anyone().get().uri("/").exchange()
                .expectStatus().isOk()
                .expectHeader().valueEquals("Referrer-Policy", "no-referrer")
                .expectHeader().valueEquals("X-Frame-Options", "DENY")
                .returnResult(String.class).getResponseHeaders()
                .getFirst("Content-Security-Policy");
        assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe", "http", "*");
        signIn("");
        tab.ask("document.head.append(Object.assign(document.createElement('script'),"
                + "{textContent: 'window.harmed = 1'}))");
        assertThat(tab.ask("window.harmed === undefined").asBoolean()).isTrue();
        assertThat(tab.takeComplaints()).isNotEmpty().allMatch(line -> line.contains("olicy"));
        fleet.service().anyone().get().uri("/swagger-ui/index.html").exchange()
                .expectStatus().isOk()
                .expectHeader().doesNotExist("Content-Security-Policy");
    }
}
