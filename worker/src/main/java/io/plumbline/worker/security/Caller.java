package io.plumbline.worker.security;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Who asks, and for which tenants (E5). A controller takes it as an argument.
 *
 * @param name the token's subject
 * @param workspaces the workspaces that the token is bound to; null is all
 */
public record Caller(String name, @Nullable Set<String> workspaces) {

    static Caller of(Jwt token) {
        List<String> bound = token.getClaimAsStringList("workspaces");
        return new Caller(String.valueOf(token.getSubject()), bound == null ? null : Set.copyOf(bound));
    }

    /** @throws AccessDeniedException answered with 403 */
    public void requireWorkspace(String workspaceId) {
        if (workspaces != null && !workspaces.contains(workspaceId)) {
            throw new AccessDeniedException("This token is not for workspace '" + workspaceId + "'.");
        }
    }

    /** @throws AccessDeniedException answered with 403 */
    public void requireAllWorkspaces() {
        if (workspaces != null) {
            throw new AccessDeniedException("This token is bound to some workspaces: name one of them.");
        }
    }
}
