/** What runs while a class-data archive is made. */
@NullMarked
package dev.slipway.spark.training;

import org.jspecify.annotations.NullMarked;
