package io.plumbline.worker.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Puts the example of each operation where the description has its parts. */
@Component
final class Examples implements GlobalOperationCustomizer {

    private final ObjectMapper json = new ObjectMapper(); // of the description's own model

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        var example = read(Operations.id(handler));
        if (example != null) {
            if (operation.getParameters() != null) {
                operation
                        .getParameters()
                        .forEach(parameter ->
                                show(parameter, example.parameters().get(parameter.getName())));
            }
            if (example.request() != null && operation.getRequestBody() != null) {
                operation
                        .getRequestBody()
                        .getContent()
                        .values()
                        .forEach(content -> content.setExample(example.request()));
            }
            var answer = operation.getResponses().get(example.status());
            if (answer != null && answer.getContent() != null) {
                answer.getContent().values().stream()
                        .findFirst()
                        .ifPresent(content -> content.setExample(example.answer()));
            }
        }
        return operation;
    }

    private static void show(Parameter parameter, @Nullable JsonNode value) {
        if (value != null) {
            parameter.setExample(value);
        }
    }

    private @Nullable Example read(String operation) {
        var file = new ClassPathResource("openapi/" + operation + ".json");
        if (!file.exists()) {
            return null;
        }
        try (var stream = file.getInputStream()) {
            return json.readValue(stream, Example.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
