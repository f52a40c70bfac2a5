/** What the submission of an application needs of Spark. */
@NullMarked
package dev.slipway.spark.submit;

import org.jspecify.annotations.NullMarked;
