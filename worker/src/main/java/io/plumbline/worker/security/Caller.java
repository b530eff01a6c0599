package io.plumbline.worker.security;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Who asks, and for which tenants (E5). A controller takes it as an argument; {@link TenantGate}
 * has looked at it before. Each kind of tenant is bound on its own: a
 * token that names workspaces only sees every organisation, and the other way round.
 *
 * @param name the token's subject
 * @param workspaces the workspaces that the token is bound to; null is all
 * @param organizations the organisations that the token is bound to; null is all
 */
public record Caller(
        String name,
        @Nullable Set<String> workspaces,
        @Nullable Set<String> organizations) {

    static final String WORKSPACES = "workspaces";
    static final String ORGANIZATIONS = "organizations";

    /** Whoever asks, if anybody has signed in. */
    static Optional<Caller> current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken signedIn
                ? Optional.of(of(signedIn.getToken()))
                : Optional.empty();
    }

    static Caller of(Jwt token) {
        return new Caller(String.valueOf(token.getSubject()), bound(token, WORKSPACES), bound(token, ORGANIZATIONS));
    }

    private static @Nullable Set<String> bound(Jwt token, String claim) {
        if (!token.hasClaim(claim)) {
            return null;
        }
        List<String> named = token.getClaimAsStringList(claim);
        return named == null ? Set.of() : Set.copyOf(named); // a claim that names nothing is no key to all
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

    /** @throws AccessDeniedException answered with 403 */
    public void requireAllOrganizations() {
        if (organizations != null) {
            throw new AccessDeniedException("This token is bound to some organisations: name one of them.");
        }
    }

    /** Whether the token is bound to no tenant. */
    public boolean wholeCompany() {
        return workspaces == null && organizations == null;
    }

    /**
     * For what belongs to no tenant alone.
     *
     * @throws AccessDeniedException answered with 403
     */
    public void requireWholeCompany() {
        if (!wholeCompany()) {
            throw new AccessDeniedException("This token is bound to some tenants, and this is of the whole company.");
        }
    }

    /** @throws AccessDeniedException answered with 403 */
    public void requireOrganization(String organizationId) {
        if (organizations != null && !organizations.contains(organizationId)) {
            throw new AccessDeniedException("This token is not for organisation '" + organizationId + "'.");
        }
    }
}
