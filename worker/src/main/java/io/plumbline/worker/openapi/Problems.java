package io.plumbline.worker.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The ways to say no (E6). What holds for all is said by rule; what is particular to an endpoint is said there, by its
 * number and a sentence, and gets its form here.
 */
@Component
final class Problems implements OpenApiCustomizer {

    private static final String SCHEMA = "Problem";
    private static final String FIRST_PROBLEM = "400";
    private static final String NOT_NOW = "503";

    @Override
    public void customise(OpenAPI api) {
        api.getComponents().addSchemas(SCHEMA, problem());
        api.getPaths()
                .forEach((path, item) -> item.readOperations().forEach(operation -> {
                    if (path.startsWith("/api/")) {
                        addByRule(operation);
                    } else {
                        operation.setSecurity(List.of()); // they are signed
                    }
                    add(operation, NOT_NOW, "What the answer is made of, like the database, is silent at the moment.");
                    operation.getResponses().forEach(Problems::giveForm);
                }));
    }

    private static void addByRule(Operation operation) {
        add(operation, "401", "There is no valid token.");
        add(operation, "403", "The token's role, or what it is bound to, does not allow that.");
        add(operation, "406", "The answer is not to be had in a form that the request accepts.");
        if (operation.getRequestBody() != null) {
            add(operation, "413", "The body is larger than 1 MB.");
            add(operation, "415", "The body is not application/json.");
        }
        if (operation.getRequestBody() != null
                || parameters(operation).findAny().isPresent()) {
            add(operation, FIRST_PROBLEM, "A value is not possible. The field is named.");
        }
        if (parameters(operation).anyMatch(parameter -> parameter.getIn().equals("path"))) {
            add(operation, "404", "There is no such thing.");
        }
    }

    private static Stream<Parameter> parameters(Operation operation) {
        return Stream.ofNullable(operation.getParameters()).flatMap(List::stream);
    }

    private static void add(Operation operation, String status, String description) {
        operation.getResponses().computeIfAbsent(status, none -> new ApiResponse().description(description));
    }

    private static void giveForm(String status, ApiResponse answer) {
        if (status.compareTo(FIRST_PROBLEM) < 0) {
            return;
        }
        answer.setContent(new Content()
                .addMediaType(
                        org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                        new MediaType().schema(new Schema<>().$ref(SCHEMA))));
        if (status.equals("429") || status.equals(NOT_NOW)) {
            answer.addHeaderObject(
                    HttpHeaders.RETRY_AFTER,
                    new Header().description("When to try again, in seconds.").schema(type("integer")));
        }
    }

    private static Schema<?> problem() {
        var problem = type("object").description("Why not (RFC 9457).");
        problem.addProperty("type", type("string").description("Left out for the usual about:blank."));
        problem.addProperty("title", type("string").description("The name of the status."));
        problem.addProperty("status", type("integer").description("As in the answer's first line."));
        problem.addProperty("detail", type("string").description("A sentence for people."));
        problem.addProperty("instance", type("string").description("The path that was asked for."));
        problem.addProperty("field", type("string").description("The field or parameter that is wrong, where one is."));
        problem.setRequired(List.of("title", "status"));
        return problem;
    }

    private static Schema<Object> type(String name) {
        return new JsonSchema().types(Set.of(name));
    }
}
