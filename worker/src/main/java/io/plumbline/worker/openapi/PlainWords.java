package io.plumbline.worker.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Javadoc is for those who read the code: its numbers of requirements tell others nothing. */
@Component
final class PlainWords implements OpenApiCustomizer {

    private static final Pattern REQUIREMENTS = Pattern.compile("\\s*\\([A-E]\\d+(?:(?:, | and | to )[A-E]\\d+)*\\)");
    private static final Pattern MARKUP = Pattern.compile("</?(?:code|p)>");

    @Override
    public void customise(OpenAPI api) {
        api.setTags(null); // they would name the classes
        api.getPaths()
                .values()
                .forEach(path -> path.readOperations().forEach(operation -> {
                    clean(operation::getSummary, operation::setSummary);
                    clean(operation::getDescription, operation::setDescription);
                }));
        api.getComponents().getSchemas().values().forEach(PlainWords::clean);
    }

    private static void clean(Schema<?> schema) {
        clean(schema::getDescription, schema::setDescription);
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(PlainWords::clean);
        }
    }

    private static void clean(Supplier<@Nullable String> text, Consumer<String> into) {
        var before = text.get();
        if (before != null) {
            var plain =
                    MARKUP.matcher(REQUIREMENTS.matcher(before).replaceAll("")).replaceAll("`");
            into.accept(plain.replaceAll("\\s+", " ").strip());
        }
    }
}
