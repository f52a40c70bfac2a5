/** What a user's jar would hold; never on the test driver's own class path. */
package dev.slipway.spark.driver.app;
