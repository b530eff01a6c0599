package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.MemberSent;
import org.jspecify.annotations.Nullable;

/**
 * One member as the registry sent it, of which only what is synced is kept.
 *
 * @param error why it is set aside; null for a sound one (C9)
 */
record Member(String id, MemberSent sent, @Nullable String error) {}
