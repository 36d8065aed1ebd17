package dev.hostless.controlplane.page;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** One tab of the browser: shows a page, asks it, acts on it, and hears what it complains about. */
final class Tab implements WebSocket.Listener, AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final StringBuilder message = new StringBuilder();
    private WebSocket socket;

    private Tab() {
    }

    static Tab connect(HttpClient client, URI address) {
        var tab = new Tab();
        tab.socket = client.newWebSocketBuilder().buildAsync(address, tab).join();
        for (var domain : new String[]{"Page", "Runtime", "Log", "Network", "Audits"}) {
            tab.call(domain + ".enable", Map.of());
        }
        return tab;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        message.append(part);
        if (last) {
            var read = Browser.JSON.readTree(message.toString());
            message.setLength(0);
            if (read.has("id")) {
                calls.remove(read.required("id").asInt()).complete(read);
            } else {
                hear(read.required("method").asString(), read.path("params"));
            }
        }
        from.request(1);
        return null;
    }

    private void hear(String method, JsonNode event) {
        switch (method) {
            case "Runtime.exceptionThrown" -> complaints.add("exception: "
                    + event.path("exceptionDetails").path("exception").path("description")
                            .asString(event.toString()));
            case "Log.entryAdded" -> complaints.add(event.path("entry").path("level").asString()
                    + ": " + event.path("entry").path("text").asString() + " "
                    + event.path("entry").path("url").asString(""));
            case "Runtime.consoleAPICalled" -> complaints.add("console: " + event.path("args"));
            case "Audits.issueAdded" -> issue(event.path("issue"));
            case "Page.javascriptDialogOpening" -> {
                complaints.add("dialog: " + event.path("message").asString());
                send("Page.handleJavaScriptDialog", Map.of("accept", true));
            }
            default -> {
                // Most events are of no concern here.
            }
        }
    }

    private void issue(JsonNode issue) {
        if (issue.path("code").asString().equals("ContentSecurityPolicyIssue")) {
            complaints.add("policy: " + issue);
        }
    }

    /** What the console, the policy or an exception said since the last call. */
    List<String> takeComplaints() {
        var taken = List.copyOf(complaints);
        complaints.clear();
        return taken;
    }

    private CompletableFuture<JsonNode> send(String method, Map<String, ?> parameters) {
        int number = numbers.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        calls.put(number, answer);
        var text = Browser.JSON.writeValueAsString(
                Map.of("id", number, "method", method, "params", parameters));
        synchronized (socket) {
            socket.sendText(text, true).join();
        }
        return answer;
    }

    JsonNode call(String method, Map<String, ?> parameters) {
        var answer = send(method, parameters).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        assertThat(answer.path("error").toString()).as(method).isEmpty();
        return answer.path("result");
    }

    void size(int width, int height) {
        call("Emulation.setDeviceMetricsOverride", Map.of(
                "width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** @param scheme light or dark */
    void prefer(String scheme) {
        call("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void offline(boolean offline) {
        call("Network.emulateNetworkConditions", Map.of("offline", offline, "latency", 0,
                "downloadThroughput", -1, "uploadThroughput", -1));
    }

    void show(String url) {
        call("Page.navigate", Map.of("url", url));
        until("the page is loaded", "document.readyState === 'complete'");
    }

    /** The value of an expression, which may be a promise. */
    JsonNode ask(String expression) {
        var answer = call("Runtime.evaluate", Map.of(
                "expression", expression, "returnByValue", true, "awaitPromise", true));
        assertThat(answer.has("exceptionDetails")).as(expression + ": " + answer).isFalse();
        return answer.path("result").path("value");
    }

    /** The text of the first element that matches; empty when there is none or it is hidden. */
    String text(String selector) {
        return ask("(() => { const e = document.querySelector(" + quoted(selector)
                + "); return e && e.checkVisibility() ? e.textContent : ''; })()").asString();
    }

    void until(String what, String expression) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!ask("Boolean(" + expression + ")").asBoolean()) {
            assertThat(System.nanoTime() - end)
                    .as(() -> what + "; the page shows: "
                            + ask("document.body.innerText.slice(0, 3000)").asString()
                            + "; complaints: " + complaints)
                    .isNegative();
            pause();
        }
    }

    void untilText(String selector, String part) {
        until(selector + " says " + part, "(document.querySelector(" + quoted(selector)
                + ")?.textContent ?? '').includes(" + quoted(part) + ")");
    }

    void click(String selector) {
        var box = ask("(() => { const b = document.querySelector(" + quoted(selector)
                + ").getBoundingClientRect();"
                + " return [b.x + b.width / 2, b.y + b.height / 2]; })()");
        for (var type : new String[]{"mousePressed", "mouseReleased"}) {
            call("Input.dispatchMouseEvent", Map.of("type", type, "x", box.get(0).asDouble(),
                    "y", box.get(1).asDouble(), "button", "left", "clickCount", 1));
        }
    }

    /** Puts text where the keyboard is. */
    void type(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** @param code of the key, for instance Enter 13 */
    void press(String key, int code) {
        var down = new LinkedHashMap<String, Object>(Map.of("type", "keyDown", "key", key,
                "code", key, "windowsVirtualKeyCode", code));
        if (key.equals("Enter")) {
            down.put("text", "\r");
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key,
                "windowsVirtualKeyCode", code));
    }

    byte[] picture() {
        return Base64.getDecoder().decode(call("Page.captureScreenshot",
                Map.of("format", "png", "optimizeForSpeed", false)).required("data").asString());
    }

    private static String quoted(String text) {
        return Browser.JSON.writeValueAsString(text);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        // A tab that stayed would keep its streams, and a browser has six for all tabs.
        send("Page.close", Map.of()).completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
        socket.abort();
    }
}
