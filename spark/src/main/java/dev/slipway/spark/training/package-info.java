/** What runs while a class-data archive is made, and in JVMs that wait for an application. */
@NullMarked
package dev.slipway.spark.training;

import org.jspecify.annotations.NullMarked;
