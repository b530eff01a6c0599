package io.plumbline.worker.conversation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/** What the webhook of the messaging provider takes, for the API's description: the endpoint itself reads bytes. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Operation(
        requestBody =
                @RequestBody(
                        required = true,
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = MessagesDescription.Body.class))))
@ApiResponse(responseCode = "200", useReturnTypeSchema = true)
@ApiResponse(responseCode = "400", description = "The body is malformed.")
@ApiResponse(responseCode = "401", description = "The signature is missing or wrong, or there is no such workspace.")
@ApiResponse(responseCode = "413", description = "The body is larger than 1 MB.")
@ApiResponse(responseCode = "429", description = "An address that does not sign sends too much.")
@interface MessagesDescription {

    /**
     * Messages, as here, or in the envelope of the WhatsApp Cloud API.
     *
     * @param messages at most 1,000
     */
    record Body(List<Message> messages) {}

    /**
     * A message that came.
     *
     * @param from the phone of the sender
     * @param timestamp when it was sent: epoch seconds, or ISO 8601
     */
    record Message(String from, String timestamp) {}
}
