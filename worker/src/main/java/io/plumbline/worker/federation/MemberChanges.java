package io.plumbline.worker.federation;

/** Those who see to it that a member is synced. */
interface MemberChanges {

    /**
     * Asks for a sync of this member. Idempotent: it may be told of one change several times.
     *
     * @param event created, updated or deleted
     * @throws RuntimeException when nobody can be asked at the moment; the change is told again later
     */
    void memberChanged(String connectorId, String organizationId, String memberId, String event);
}
