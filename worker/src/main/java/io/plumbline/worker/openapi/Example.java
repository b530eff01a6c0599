package io.plumbline.worker.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation, and what came back: {@code openapi/<operation>.json}. Tests send it.
 *
 * @param parameters by their names
 * @param status of the answer
 * @param answer a JSON value, or a text of another kind
 */
record Example(Map<String, JsonNode> parameters, @Nullable JsonNode request, String status, JsonNode answer) {}
