/** Schedules as cron expressions. */
@NullMarked
package io.plumbline.infra.cron;

import org.jspecify.annotations.NullMarked;
