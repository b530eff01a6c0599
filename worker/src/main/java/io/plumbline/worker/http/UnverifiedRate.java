package io.plumbline.worker.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;

/** Limits, by address, those who do not sign as anybody we know. It costs nobody anything who does. */
public final class UnverifiedRate {

    private static final int IPV6_NETWORK_BYTES = 8; // a host has as many addresses as it likes in its network

    private final MinuteCounts counts;

    public UnverifiedRate(int perMinute, InstantSource clock) {
        this.counts = new MinuteCounts(perMinute, clock);
    }

    /** @return whether it was below the limit; then it has been counted */
    public boolean take(String address) {
        return counts.take(network(address));
    }

    /** How long until the count of this address begins anew. */
    public Duration untilNext(String address) {
        return counts.untilNext(network(address));
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            var bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, IPV6_NETWORK_BYTES)));
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
