package io.plumbline.activities.federation;

import java.time.Duration;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/**
 * How many events of a connector came within the last minute (C17), over all replicas. Keeps the time of each, so that no
 * minute, wherever it begins, has more than the limit. By the database's clock, which all replicas share.
 */
@Component
public final class WebhookRate {

    private final DSLContext db;

    WebhookRate(DSLContext db) {
        this.db = db;
    }

    /** @return whether it was below the limit; then it has been counted */
    public boolean take(String connectorId, int perMinute) {
        return db.execute("""
                        insert into webhook_rate as rate (connector_id, taken) values (?, array[clock_timestamp()])
                        on conflict (connector_id) do update
                        set taken = array(select t from unnest(rate.taken) t where t > clock_timestamp() - interval '1 minute')
                                    || clock_timestamp()
                        where (select count(*) from unnest(rate.taken) t
                               where t > clock_timestamp() - interval '1 minute') < ?
                        """, connectorId, perMinute) > 0;
    }

    /** How long until one more is below the limit. */
    public Duration untilNext(String connectorId, int perMinute) {
        return db.fetchOptional("""
                        select extract(epoch from t + interval '1 minute' - clock_timestamp())::double precision
                        from webhook_rate, unnest(taken) t
                        where connector_id = ? order by t desc offset ? limit 1
                        """, connectorId, perMinute - 1)
                .map(row -> Duration.ofMillis(Math.max(0, Math.round(row.get(0, Double.class) * 1_000))))
                .orElse(Duration.ZERO);
    }
}
