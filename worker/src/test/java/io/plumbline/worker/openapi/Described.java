package io.plumbline.worker.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Holds answers against the description of the API: their status, their type, and every field that they have. */
public final class Described {

    private static final Map<Integer, Described> OF_PROGRAMS = new ConcurrentHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();

    private Described(JsonNode document) {
        this.document = document;
        closeObjects(document.path("components").path("schemas"));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(
                                new Operation(method.getKey().toUpperCase(), path.getKey(), method.getValue()))));
    }

    /** One operation of the description. */
    record Operation(String method, String path, JsonNode node) {

        String id() {
            return node.path("operationId").asText();
        }

        boolean matches(String address) {
            return Pattern.matches(path.replaceAll("\\{[^}]+}", "[^/]+"), address);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** @param document asked for once for each program, by its port */
    public static Described by(int port, Supplier<String> document) {
        return OF_PROGRAMS.computeIfAbsent(port, unknown -> of(document.get()));
    }

    static Described of(String document) {
        return new Described(read(document));
    }

    /** What the description does not name, an answer must not have. */
    private static void closeObjects(JsonNode schemas) {
        for (var schema : schemas) {
            if (schema instanceof ObjectNode object && object.has("properties")) {
                object.put("unevaluatedProperties", false);
            }
        }
    }

    List<Operation> operations() {
        return operations;
    }

    JsonNode document() {
        return document;
    }

    /** What is not an endpoint of the description is left alone. */
    public void check(String method, String address, int status, String type, String body) {
        var path = address.replaceFirst("\\?.*", "");
        var known =
                operations.stream().filter(operation -> operation.matches(path)).toList();
        if (known.isEmpty()) {
            return;
        }
        var operation =
                known.stream().filter(one -> one.method().equals(method)).findFirst();
        if (operation.isEmpty()) {
            assertThat(status).as(method + " " + path + " is not described").isIn(401, 403, 405);
            return;
        }
        check(operation.get(), status, type, body);
    }

    void check(Operation operation, int status, String type, String body) {
        var answer = operation.node().path("responses").path(Integer.toString(status));
        assertThat(answer.isMissingNode())
                .as("%s is described to answer with %d, as it did: %s", operation, status, body)
                .isFalse();
        var content = answer.path("content").path(type.replaceFirst(";.*", ""));
        assertThat(content.isMissingNode())
                .as("%s is described to answer %d with '%s'", operation, status, type)
                .isFalse();
        if (type.contains("json")) {
            assertThat(errors(content.path("schema"), read(body)))
                    .as("%s answers %d as described: %s", operation, status, body)
                    .isEmpty();
        }
    }

    /** Where a value is not as its schema says. */
    List<String> errors(JsonNode schema, JsonNode value) {
        var whole = JSON.createObjectNode();
        whole.setAll((ObjectNode) schema);
        whole.set("components", document.path("components"));
        var config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return SCHEMAS.getSchema(whole, config).validate(value).stream()
                .map(Object::toString)
                .toList();
    }

    Optional<Operation> operation(String id) {
        return operations.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
