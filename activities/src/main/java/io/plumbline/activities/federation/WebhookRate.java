package io.plumbline.activities.federation;

import static org.jooq.impl.DSL.resultQuery;

import java.time.Duration;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.springframework.stereotype.Component;

/**
 * How many events of a connector came within the last minute (C17), over all replicas. No minute, wherever it begins, has
 * more than the limit. Events of one second are kept as one number, and are a minute old when the last of them is: so a
 * place may become free up to a second late. By the database's clock, which all replicas share.
 */
@Component
public final class WebhookRate {

    private final DSLContext db;

    WebhookRate(DSLContext db) {
        this.db = db;
    }

    /**
     * Counts one, and gives back a row, when there is a place below the limit.
     *
     * @param wanted whether a place is wanted at all
     */
    static ResultQuery<Record> taking(Field<String> connectorId, Field<Integer> perMinute, Condition wanted) {
        return resultQuery("""
                insert into webhook_rate as rate (connector_id, last_in_second, events)
                select {0}, array[clock_timestamp()], array[1] where {1}
                on conflict (connector_id) do update
                set (last_in_second, events) = (
                  select array_agg(last), array_agg(n)
                  from (select max(t) as last, sum(n)::integer as n
                        from (select clock_timestamp() as now) clock,
                             unnest(rate.last_in_second || clock.now, rate.events || 1) as kept(t, n)
                        where t > clock.now - interval '1 minute'
                        group by date_trunc('second', t)) seconds)
                where (select coalesce(sum(n), 0)
                       from (select clock_timestamp() as now) clock, unnest(rate.last_in_second, rate.events) as kept(t, n)
                       where t > clock.now - interval '1 minute') < {2}
                returning connector_id
                """, connectorId, wanted, perMinute);
    }

    /** How long until one more is below the limit. */
    public Duration untilNext(String connectorId, int perMinute) {
        return db.fetchOptional("""
                        select extract(epoch from max(t) + interval '1 minute' - clock_timestamp())::double precision
                        from (select t, sum(n) over (order by t desc) as since
                              from webhook_rate, unnest(last_in_second, events) as kept(t, n)
                              where connector_id = ?) seconds
                        where since >= ?
                        having max(t) is not null
                        """, connectorId, perMinute)
                .map(row -> Duration.ofMillis(Math.max(0, Math.round(row.get(0, Double.class) * 1_000))))
                .orElse(Duration.ZERO);
    }
}
