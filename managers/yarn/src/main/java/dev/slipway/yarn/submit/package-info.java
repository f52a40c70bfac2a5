/** How an application gets to YARN: files, launch, what became of it. */
@NullMarked
package dev.slipway.yarn.submit;

import org.jspecify.annotations.NullMarked;
