package io.plumbline.worker.openapi;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a record may leave open is null or left out; all else is always there. The code says it once, for the compiler. */
@Component
final class Nullness implements ModelConverter {

    private static final String NULL = "null";

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> others) {
        if (!others.hasNext()) {
            return null;
        }
        Schema<?> schema = others.next().resolve(type, context, others);
        var raw = Json.mapper().constructType(type.getType()).getRawClass();
        if (schema != null && raw.isRecord()) {
            var model = schema.get$ref() == null
                    ? schema
                    : context.getDefinedModels().get(name(schema));
            if (model != null && model.getProperties() != null) {
                Arrays.stream(raw.getRecordComponents()).forEach(component -> say(model, component));
            }
        }
        return schema;
    }

    private static String name(Schema<?> reference) {
        return reference.get$ref().substring(reference.get$ref().lastIndexOf('/') + 1);
    }

    private static void say(Schema<?> model, RecordComponent component) {
        var property = model.getProperties().get(component.getName());
        if (property == null || isRequired(model, component)) {
            return;
        }
        if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            model.getProperties().put(component.getName(), orNull(property));
        } else {
            model.addRequiredItem(component.getName());
        }
    }

    private static boolean isRequired(Schema<?> model, RecordComponent component) {
        return model.getRequired() != null && model.getRequired().contains(component.getName());
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.getAnyOf() != null || (property.getTypes() == null && property.get$ref() == null)) {
            return property; // it is said already, or anything goes
        }
        if (property.get$ref() == null && property.getEnum() == null) {
            var types = new LinkedHashSet<>(property.getTypes());
            types.add(NULL);
            property.setTypes(types);
            return property;
        }
        var either = new JsonSchema();
        either.addAnyOfItem(property);
        either.addAnyOfItem(new JsonSchema().types(Set.of(NULL)));
        either.setDescription(property.getDescription());
        property.setDescription(null);
        return either;
    }
}
