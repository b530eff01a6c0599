package io.plumbline.activities.federation;

import java.util.List;

/**
 * The queue of an organisation (C15).
 *
 * @param organizationId the organisation
 * @param running how many, whether listed or not
 * @param pending how many, whether listed or not
 * @param items the open ones in the order in which they are worked on, then the newest of those that have ended
 */
public record QueueStatus(String organizationId, int running, int pending, List<SyncJobRow> items) {}
