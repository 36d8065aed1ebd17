package dev.hostless.controlplane.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes in spans as a collector does: OTLP over HTTP, of which it reads as much as tests ask for.
 * The numbers are those of the fields in OpenTelemetry's trace.proto.
 */
final class SpanCollector implements AutoCloseable {

    /** A span of a service. */
    record Span(String service, String trace, String id, String parent, String name,
            Map<String, String> attributes) {
    }

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    SpanCollector() throws IOException {
        server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        for (var ofResource : fields(exchange.getRequestBody().readAllBytes(), 1)) {
            var service = fields(ofResource, 1).stream()
                    .map(resource -> attributes(resource, 1).getOrDefault("service.name", "?"))
                    .findFirst().orElse("?");
            for (var ofScope : fields(ofResource, 2)) {
                fields(ofScope, 2).forEach(span -> spans.add(span(service, span)));
            }
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span span(String service, byte[] span) {
        return new Span(service, hex(span, 1), hex(span, 2), hex(span, 4),
                fields(span, 5).stream().map(SpanCollector::text).findFirst().orElse(""),
                attributes(span, 9));
    }

    private static Map<String, String> attributes(byte[] message, int number) {
        var attributes = new LinkedHashMap<String, String>();
        for (var attribute : fields(message, number)) {
            var value = fields(attribute, 2).stream().flatMap(any -> fields(any, 1).stream())
                    .map(SpanCollector::text).findFirst().orElse("");
            attributes.put(text(fields(attribute, 1).getFirst()), value);
        }
        return attributes;
    }

    private static String hex(byte[] message, int number) {
        return fields(message, number).stream().map(HexFormat.of()::formatHex).findFirst()
                .orElse("");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The fields of this number that have a length: texts, bytes and messages. */
    private static List<byte[]> fields(byte[] message, int number) {
        var found = new ArrayList<byte[]>();
        var rest = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.hasRemaining()) {
            long tag = varint(rest);
            switch ((int) (tag & 7)) {
                case 0 -> varint(rest);
                case 1 -> rest.getLong();
                case 2 -> {
                    var field = new byte[(int) varint(rest)];
                    rest.get(field);
                    if (tag >>> 3 == number) {
                        found.add(field);
                    }
                }
                case 5 -> rest.getInt();
                default -> throw new IllegalArgumentException("no such wire type: " + (tag & 7));
            }
        }
        return found;
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte part = rest.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
