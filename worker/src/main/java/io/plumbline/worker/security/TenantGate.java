package io.plumbline.worker.security;

import io.plumbline.worker.security.TenantScope.Scope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Keeps tokens to their tenants (E5), before any of our controllers runs. A tenant that the path, the query or the form
 * names is checked, and so is the {@link TenantScope} of the endpoint. One that has neither is for the whole company. What
 * is left to a controller is a tenant in a body of JSON, or behind the id of a row.
 */
@Component
final class TenantGate implements HandlerInterceptor, WebMvcConfigurer {

    static final String WORKSPACE = "workspaceId";
    static final String ORGANIZATION = "organizationId";

    @Override
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod endpoint && isOurs(endpoint)) {
            Caller.current().ifPresent(caller -> require(caller, request, endpoint));
        }
        return true;
    }

    static boolean isOurs(HandlerMethod endpoint) {
        return endpoint.getBeanType().getName().startsWith("io.plumbline.");
    }

    private static void require(Caller caller, HttpServletRequest request, HandlerMethod endpoint) {
        var path = pathVariables(request);
        named(path, request, WORKSPACE).forEach(caller::requireWorkspace);
        named(path, request, ORGANIZATION).forEach(caller::requireOrganization);
        var scope = scope(endpoint);
        if (scope != null) {
            scope.require(caller);
        } else if (!path.containsKey(WORKSPACE) && !path.containsKey(ORGANIZATION)) {
            Scope.company.require(caller);
        }
    }

    /** Null for an endpoint that does not say. */
    static @Nullable Scope scope(HandlerMethod endpoint) {
        var said = endpoint.getMethodAnnotation(TenantScope.class);
        if (said == null) {
            said = AnnotatedElementUtils.findMergedAnnotation(endpoint.getBeanType(), TenantScope.class);
        }
        return said == null ? null : said.value();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> pathVariables(HttpServletRequest request) {
        var variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return variables == null ? Map.of() : (Map<String, String>) variables;
    }

    /** Every one, since the controller may take any; a field of a form that was left empty names nobody. */
    private static List<String> named(Map<String, String> path, HttpServletRequest request, String what) {
        var named = new ArrayList<String>();
        if (path.containsKey(what)) {
            named.add(path.get(what));
        }
        var parameters = request.getParameterValues(what);
        if (parameters != null) {
            named.addAll(List.of(parameters));
        }
        named.removeIf(String::isBlank);
        return named;
    }
}
