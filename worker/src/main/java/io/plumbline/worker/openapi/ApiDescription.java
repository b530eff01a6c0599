package io.plumbline.worker.openapi;

import io.plumbline.worker.security.Caller;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The frame of the description. What is in it is said by the code and its Javadoc. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    static final String TOKEN = "token";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class); // is read from the token
    }

    @Bean
    OpenAPI frame() {
        return new OpenAPI()
                .info(new Info().title("Plumbline").version("1").description("""
                                        Keeps a company's records true. Programs send a bearer token: a viewer reads, an operator also acts, \
                                        and a token may be bound to some workspaces or organisations. Partners sign their webhooks instead. \
                                        Times are ISO 8601 where nothing else is said. Errors are problem details (RFC 9457)."""))
                .components(new Components().addSecuritySchemes(TOKEN, bearer()))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }

    private static SecurityScheme bearer() {
        return new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .bearerFormat("JWT")
                .description("Its roles (viewer, operator) say what it allows; workspaces and organizations, "
                        + "where it has them, bind it to these.");
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE) // the others are put before it, and call it
    ModelResolver schemas(ObjectMapperProvider mappers) {
        return new ModelResolver(mappers.jsonMapper(), new SchemaNames()).openapi31(true);
    }
}
