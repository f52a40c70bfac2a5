/** The SPI of those who submit: one factory and one submitter for each cluster manager. */
@NullMarked
package dev.slipway.api.submit;

import org.jspecify.annotations.NullMarked;
