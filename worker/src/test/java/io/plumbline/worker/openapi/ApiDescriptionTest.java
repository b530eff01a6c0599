package io.plumbline.worker.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.worker.ApiTest;
import io.plumbline.worker.openapi.Described.Operation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The description is whole: nothing that programs can send or get is left out. */
@Tag("E7")
class ApiDescriptionTest extends ApiTest {

    @Autowired
    private List<RequestMappingInfoHandlerMapping> mappings;

    private Described api;

    @BeforeEach
    void read() {
        api = Described.of(get("/v3/api-docs", viewer()).body());
    }

    @Test
    void it_has_every_endpoint_for_programs_and_partners_and_no_page() {
        var forPrograms = new TreeSet<String>();
        for (var mapping : mappings) {
            mapping.getHandlerMethods()
                    .keySet()
                    .forEach(info -> info.getPatternValues().stream()
                            .filter(path -> path.startsWith("/api/") || path.startsWith("/webhooks/"))
                            .forEach(path -> info.getMethodsCondition()
                                    .getMethods()
                                    .forEach(method -> forPrograms.add(method + " " + path))));
        }

        assertThat(api.operations().stream().map(Operation::toString))
                .hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(forPrograms);
        assertThat(api.operations()).extracting(Operation::id).doesNotHaveDuplicates();
    }

    @Test
    void every_operation_says_what_it_does_and_shows_a_call_with_its_answer() {
        assertThat(api.operations()).allSatisfy(operation -> {
            assertThat(text(operation.node(), "summary")).isNotBlank();
            assertThat(operation.node().path("tags")).hasSize(1);
            operation.node().path("parameters").forEach(parameter -> {
                assertThat(text(parameter, "description"))
                        .as(text(parameter, "name"))
                        .isNotBlank();
                if (parameter.path("required").asBoolean()) {
                    assertThat(parameter.has("example"))
                            .as(text(parameter, "name"))
                            .isTrue();
                }
            });
            operation.node().path("requestBody").path("content").forEach(body -> {
                assertThat(body.has("example")).as("an example of what to send").isTrue();
                assertThat(api.errors(body.path("schema"), body.path("example")))
                        .isEmpty();
            });
            assertThat(answerWithExample(operation))
                    .as("an example of the answer")
                    .hasSize(1)
                    .allSatisfy(answer -> assertThat(api.errors(answer.path("schema"), answer.path("example")))
                            .isEmpty());
        });
    }

    private static List<JsonNode> answerWithExample(Operation operation) {
        return operation.node().path("responses").properties().stream()
                .filter(answer -> answer.getKey().startsWith("2"))
                .flatMap(answer ->
                        StreamSupport.stream(answer.getValue().path("content").spliterator(), false))
                .filter(content -> content.has("example"))
                .toList();
    }

    @Test
    void every_field_says_what_it_is() {
        var schemas = api.document().path("components").path("schemas");

        assertThat(schemas.properties()).hasSizeGreaterThan(30).allSatisfy(schema -> {
            assertThat(text(schema.getValue(), "description")).isNotBlank();
            schema.getValue()
                    .path("properties")
                    .properties()
                    .forEach(property -> assertThat(text(property.getValue(), "description"))
                            .as(property.getKey())
                            .isNotBlank());
        });
        assertThat(api.document().toString())
                .as("numbers of requirements and markup are for those who read the code")
                .doesNotContainPattern("\\([A-E]\\d+\\)")
                .doesNotContain("<code>", "\\n ");
    }

    @Test
    void limits_have_their_bounds_and_a_default() {
        var limits = api.operations().stream()
                .flatMap(operation ->
                        StreamSupport.stream(operation.node().path("parameters").spliterator(), false))
                .filter(parameter -> text(parameter, "name").equals("limit"))
                .map(parameter -> parameter.path("schema"))
                .toList();

        assertThat(limits)
                .hasSize(5)
                .allSatisfy(limit ->
                        assertThat(List.of("minimum", "maximum", "default")).allMatch(limit::has));
    }

    @Test
    @Tag("E6")
    void every_no_is_a_problem_detail() {
        assertThat(api.operations()).allSatisfy(operation -> {
            var answers = operation.node().path("responses");
            answers.properties().stream()
                    .filter(answer -> answer.getKey().compareTo("400") >= 0)
                    .forEach(answer -> {
                        assertThat(text(answer.getValue(), "description")).isNotBlank();
                        assertThat(answer.getValue().path("content").toString())
                                .isEqualTo("{\"application/problem+json\":{\"schema\":"
                                        + "{\"$ref\":\"#/components/schemas/Problem\"}}}");
                    });
            assertThat(answers.has("401")).isTrue();
            assertThat(answers.at("/503/headers/Retry-After").isMissingNode())
                    .as("%s: what it needs may be silent", operation)
                    .isFalse();
            assertThat(answers.has("403")).isEqualTo(operation.path().startsWith("/api/"));
        });
    }

    @Test
    @Tag("E5")
    void programs_send_a_token_and_partners_sign() {
        assertThat(api.document()
                        .at("/components/securitySchemes/token/bearerFormat")
                        .asText())
                .isEqualTo("JWT");
        assertThat(api.document().path("security").toString()).isEqualTo("[{\"token\":[]}]");
        assertThat(api.operations())
                .allSatisfy(operation -> assertThat(
                                operation.node().path("security").isEmpty()
                                        && operation.node().has("security"))
                        .as("needs no token")
                        .isEqualTo(operation.path().startsWith("/webhooks/")));
        assertThat(headers("messageWebhookTake")).containsExactly("X-Hub-Signature-256");
        assertThat(headers("federationWebhookTake"))
                .containsExactlyInAnyOrder("X-Signature", "webhook-id", "webhook-signature", "webhook-timestamp");
    }

    private Set<String> headers(String operation) {
        var names = new TreeSet<String>();
        api.operation(operation).orElseThrow().node().path("parameters").forEach(parameter -> {
            if (text(parameter, "in").equals("header")) {
                names.add(text(parameter, "name"));
            }
        });
        return names;
    }

    @Test
    @Tag("E5")
    void it_is_read_with_a_token_or_by_one_who_is_signed_in() {
        var bound =
                token(claims("viewer").claim("workspaces", List.of("globex")).build());

        assertThat(get("/v3/api-docs", bound).status()).isEqualTo(200);
        assertThat(send("GET", "/v3/api-docs", "Cookie", "plumbline=" + viewer(), null)
                        .status())
                .isEqualTo(200);
        assertThat(send("GET", "/v3/api-docs", "Cookie", "plumbline=x", null).status())
                .isEqualTo(401);
        assertThat(send("GET", "/api/sync-health", "Cookie", "plumbline=" + viewer(), null)
                        .status())
                .as("the API itself takes no cookie")
                .isEqualTo(401);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
