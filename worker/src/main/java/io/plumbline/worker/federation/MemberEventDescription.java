package io.plumbline.worker.federation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** What the webhook of the federation takes, for the API's description: the endpoint itself reads bytes. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Operation(
        requestBody =
                @RequestBody(
                        required = true,
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = MemberEventDescription.Body.class))))
@Parameter(
        in = ParameterIn.HEADER,
        name = "webhook-id",
        description = "Standard Webhooks: the id of the event, however often it is sent",
        schema = @Schema(type = "string"))
@Parameter(
        in = ParameterIn.HEADER,
        name = "webhook-timestamp",
        description = "Standard Webhooks: when it was sent, in epoch seconds; at most 5 minutes from now",
        schema = @Schema(type = "string"))
@Parameter(
        in = ParameterIn.HEADER,
        name = "webhook-signature",
        description = "Standard Webhooks: v1, and the Base64 of the HMAC-SHA256 of id.timestamp.body; several are"
                + " parted by spaces",
        schema = @Schema(type = "string"))
@Parameter(
        in = ParameterIn.HEADER,
        name = "X-Signature",
        description = "Instead of these three: sha256= and the HMAC-SHA256 of the body in hex. X-Federation-Signature,"
                + " X-Webhook-Signature and X-Hub-Signature-256 are the same",
        schema = @Schema(type = "string"))
@ApiResponse(responseCode = "200", useReturnTypeSchema = true)
@ApiResponse(
        responseCode = "400",
        description = "The body is malformed, or names an organisation that is not connected.")
@ApiResponse(responseCode = "401", description = "The signature is missing or wrong, or there is no such connector.")
@ApiResponse(responseCode = "409", description = "The connector is disabled.")
@ApiResponse(responseCode = "413", description = "The body is larger than 64 KB.")
@ApiResponse(responseCode = "429", description = "The connector, or an address that does not sign, sends too much.")
@interface MemberEventDescription {

    /**
     * Something became of a member.
     *
     * @param connectorId the connector, by its id here
     * @param federationOrgId the organisation, by its id at the federation
     * @param memberId the member, by its id at the federation
     * @param event what became of it
     * @param signature where no header has one: sha256= and the HMAC-SHA256 in hex of this body in canonical form (RFC 8785)
     *     without this field
     */
    record Body(
            @Schema(minLength = 1, maxLength = 200) String connectorId,
            @Schema(minLength = 1, maxLength = 200) String federationOrgId,
            @Schema(minLength = 1, maxLength = 200) String memberId,
            MemberEvent.Kind event,
            @Nullable String signature) {}
}
