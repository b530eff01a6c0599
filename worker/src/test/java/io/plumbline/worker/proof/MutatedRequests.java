package io.plumbline.worker.proof;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Requests like the examples of the API's description, each wrong in some place of its structure, or in none. */
final class MutatedRequests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONG = 20_000;
    private static final int DEEP = 2_000; // more than a parser lets through
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "NaN",
            "9223372036854775808",
            "0001-01-01T00:00:00Z",
            "2026-02-30",
            "+999999999-12-31T23:59:59Z",
            "..",
            "../../etc/passwd",
            "a'; drop table contact; --",
            "${jndi:ldap://127.0.0.1/a}",
            "<script>alert(1)</script>",
            "\0",
            "\u202e\ufeff",
            "\ud83d\ude00",
            "\ud83d",
            "x".repeat(LONG));
    private static final List<String> ODD_ESCAPES =
            List.of("%00", "%FF", "%C0%AF", "%2F", "%2e%2e", ";a=b", "%25", "*");
    private static final List<String> ODD_TYPES =
            List.of("text/plain", "application/x-www-form-urlencoded", "application/json;charset=utf-16", "a/b", "*/*");
    private static final List<String> OTHER_METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");

    private final Random random;

    MutatedRequests(Random random) {
        this.random = random;
    }

    /** An endpoint: its method, its path, and what the description says of both. */
    record Endpoint(String method, String path, JsonNode operation) {}

    static List<Endpoint> endpoints(String description) {
        var endpoints = new ArrayList<Endpoint>();
        JSON.readTree(description)
                .path("paths")
                .forEachEntry((path, methods) -> methods.forEachEntry((method, operation) ->
                        endpoints.add(new Endpoint(method.toUpperCase(Locale.ROOT), path, operation))));
        return endpoints;
    }

    /** @param base like {@code http://127.0.0.1:8080} */
    HttpRequest.Builder next(Endpoint endpoint, String base) {
        var path = endpoint.path();
        var query = new ArrayList<String>();
        var request = HttpRequest.newBuilder();
        for (var parameter : endpoint.operation().path("parameters")) {
            var name = parameter.path("name").asString();
            switch (parameter.path("in").asString()) {
                case "path" -> path = path.replace("{" + name + "}", pathSegment(parameter));
                case "query" -> {
                    if (sometimes(2)) {
                        query.add(name + "=" + encoded(text(parameter)));
                    }
                }
                default -> {
                    if (sometimes(2)) {
                        request.header(name, printable(text(parameter)));
                    }
                }
            }
        }
        if (sometimes(20)) {
            query.add(pick(ODD_ESCAPES) + "=" + pick(ODD_ESCAPES));
        }
        request.uri(URI.create(base + path + (query.isEmpty() ? "" : "?" + String.join("&", query))));
        if (sometimes(20)) {
            request.header("Accept", pick(ODD_TYPES));
        }
        var method = sometimes(30) ? pick(OTHER_METHODS) : endpoint.method();
        return request.method(method, body(endpoint, request));
    }

    private HttpRequest.BodyPublisher body(Endpoint endpoint, HttpRequest.Builder request) {
        var example = endpoint.operation()
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("example");
        if (example.isMissingNode() && !sometimes(10)) {
            return BodyPublishers.noBody();
        }
        request.header("Content-Type", sometimes(20) ? pick(ODD_TYPES) : "application/json");
        return BodyPublishers.ofByteArray(written(sometimes(4) ? example : mutated(example)));
    }

    private byte[] written(JsonNode body) {
        var text = body.isMissingNode() ? "" : body.toString();
        var at = random.nextInt(text.length() + 1);
        return switch (random.nextInt(12)) {
            case 0 -> text.substring(0, at).getBytes(StandardCharsets.UTF_8);
            case 1 ->
                (text.substring(0, at) + (char) random.nextInt(0x3000) + text.substring(at))
                        .getBytes(StandardCharsets.UTF_8);
            case 2 -> text.getBytes(sometimes(2) ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
            case 3 -> ("[".repeat(DEEP) + "]".repeat(DEEP)).getBytes(StandardCharsets.UTF_8);
            default -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    /** One value of it is another one, is gone, or has come in addition. */
    private JsonNode mutated(JsonNode original) {
        if (original instanceof ObjectNode object && !object.isEmpty() && !sometimes(10)) {
            var copy = object.deepCopy();
            var name = pick(List.copyOf(copy.propertyNames()));
            switch (random.nextInt(5)) {
                case 0 -> copy.remove(name);
                case 1 -> copy.set(sometimes(2) ? pick(ODD_TEXTS) : name.toUpperCase(Locale.ROOT), anything());
                default -> copy.set(name, mutated(copy.path(name)));
            }
            return copy;
        }
        if (original instanceof ArrayNode array && !array.isEmpty() && !sometimes(10)) {
            var copy = array.deepCopy();
            var at = random.nextInt(copy.size());
            switch (random.nextInt(4)) {
                case 0 -> copy.remove(at);
                case 1 -> copy.addAll(copy.deepCopy());
                default -> copy.set(at, mutated(copy.get(at)));
            }
            return copy;
        }
        return anything();
    }

    private JsonNode anything() {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong());
            case 3 -> NODES.numberNode(random.nextGaussian() * 1e300);
            case 4 -> NODES.arrayNode();
            case 5 -> NODES.objectNode().set(pick(ODD_TEXTS), NODES.nullNode());
            case 6 -> NODES.numberNode(random.nextInt(3) - 1);
            default -> NODES.stringNode(pick(ODD_TEXTS));
        };
    }

    private String pathSegment(JsonNode parameter) {
        if (sometimes(10)) {
            return pick(ODD_ESCAPES);
        }
        var text = text(parameter);
        return text.isEmpty() ? "%20" : encoded(text);
    }

    private String text(JsonNode parameter) {
        var example = parameter.path("example");
        if (!example.isMissingNode() && !sometimes(3)) {
            return example.asString();
        }
        var values = parameter.path("schema").path("enum");
        if (!values.isEmpty() && sometimes(2)) {
            return values.get(random.nextInt(values.size())).asString();
        }
        return sometimes(3) ? Long.toString(random.nextLong()) : pick(ODD_TEXTS);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(shortened(text), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The HTTP client sends no other header. */
    private static String printable(String text) {
        return shortened(text).replaceAll("[^\\x20-\\x7e]", "?").strip();
    }

    /** A server refuses a longer head before the program sees it. */
    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 1_000));
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean sometimes(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }
}
