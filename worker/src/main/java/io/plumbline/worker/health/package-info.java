/** What people see: runs, freshness, the dashboard, metrics, health. */
@NullMarked
package io.plumbline.worker.health;

import org.jspecify.annotations.NullMarked;
