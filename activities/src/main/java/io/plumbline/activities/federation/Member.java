package io.plumbline.activities.federation;

import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberSent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One member as the registry sent it, of which only what is synced is kept.
 *
 * @param values the fields that were sent; a field that was not sent is absent
 * @param error why it is set aside; null for a sound one (C9)
 */
record Member(
        String id,
        Map<MemberField, @Nullable String> values,
        @Nullable String error) {

    MemberSent sent() {
        return new MemberSent(values);
    }
}
