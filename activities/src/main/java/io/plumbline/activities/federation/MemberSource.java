package io.plumbline.activities.federation;

import java.util.Optional;

/**
 * A registry. Another provider is another class of this.
 *
 * <p>Both methods throw {@link io.plumbline.workflows.run.Rejected} where trying again is in vain, and
 * {@link io.plumbline.workflows.federation.FederationAnswer} where it is not.
 */
interface MemberSource {

    /**
     * @param page from 1
     * @param signOfLife called now and then while it waits; what it throws ends the waiting
     */
    MemberPage page(Connection connection, int page, Runnable signOfLife);

    /** Empty when the registry has no such member any more. */
    Optional<Member> member(Connection connection, String memberId, Runnable signOfLife);
}
