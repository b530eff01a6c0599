package io.plumbline.activities.products;

import org.jspecify.annotations.Nullable;

/**
 * One product as the feed has it.
 *
 * @param content as sent
 * @param hash of the content, whatever the order of its keys
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record FeedItem(String id, @Nullable String name, String content, byte[] hash) {}
