package dev.hostless.controlplane.page;

import dev.hostless.controlplane.Fleet;
import dev.hostless.controlplane.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the README's picture of the page: {@code -Dtest=PagePicture
 * -Dpage.picture=../docs/pictures/page.png}. It wants the fonts that the page names first.
 */
class PagePicture {

    private static final List<String> PROGRAMS = List.of("gc-torture", "weather-station",
            "weather-station", "hello", "c-tick", "weather-station", "uart-bridge", "c-list",
            "weather-station", "hello");

    @Test
    @EnabledIfSystemProperty(named = "page.picture", matches = ".+")
    void ofAFleetAtWork(@TempDir(cleanup = CleanupMode.NEVER) Path directory) throws Exception {
        try (var fleet = Fleet.start(directory, "lab", "--hostless.agent.boards=12");
                var browser = Browser.start(Browser.installed().orElseThrow(),
                        Files.createDirectories(directory.resolve("chromium")))) {
            fleet.until("the nodes are known", "/api/v1/nodes?selector=agent%3Dlab",
                    nodes -> nodes.get("items").size() == 12);
            for (int node = 0; node < PROGRAMS.size(); node++) {
                var name = PROGRAMS.get(node);
                fleet.assign("name=lab-" + node, fleet.uploadSample(name),
                        name.equals("gc-torture")
                                ? new String[]{"-rounds", "1000000"}
                                : new String[0]);
            }
            var tab = browser.tab();
            tab.size(1400, 900);
            tab.prefer(System.getProperty("page.scheme", "light"));
            tab.show(fleet.service().url() + "/#/nodes/lab-0");
            tab.until("the token is asked for",
                    "document.activeElement === document.getElementById('token')");
            tab.type(Service.TOKEN);
            tab.press("Enter", 13);
            tab.until("there is something to see",
                    "Number(document.querySelector('.plot')?.dataset.cycles) > 30"
                            + " && document.querySelectorAll('.tiles div').length > 5");
            Thread.sleep(8000);
            Files.write(Path.of(System.getProperty("page.picture")), tab.picture());
            assertThat(tab.takeComplaints()).isEmpty();
        }
    }
}
