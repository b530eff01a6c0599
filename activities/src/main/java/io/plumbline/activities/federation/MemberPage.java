package io.plumbline.activities.federation;

import java.util.List;

/** One page of a registry's list. */
record MemberPage(List<Member> members, int page, int totalPages) {}
