/** Submission: spark-submit's grammar and precedence, finding Spark, the plan of a launch. */
@NullMarked
package dev.slipway.core;

import org.jspecify.annotations.NullMarked;
