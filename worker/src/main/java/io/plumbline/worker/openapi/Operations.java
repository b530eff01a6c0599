package io.plumbline.worker.openapi;

import io.swagger.v3.oas.models.Operation;
import java.util.List;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.method.HandlerMethod;

/** Names operations after their methods, and puts them together by feature, which is their package. */
@Component
final class Operations implements GlobalOperationCustomizer {

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        var type = handler.getBeanType();
        operation.setOperationId(id(handler));
        operation.setTags(
                List.of(type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1)));
        return operation;
    }

    static String id(HandlerMethod handler) {
        return StringUtils.uncapitalize(SchemaNames.word(handler.getBeanType()))
                + StringUtils.capitalize(handler.getMethod().getName());
    }
}
