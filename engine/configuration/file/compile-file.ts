import type { CompileContext } from '../context.ts';
import { compileFileHttp } from './http.ts';
import type { FileResource } from './names.ts';
import { compileFileTcp, compileFileUdp } from './streams.ts';
import { compileFileTls } from './tls.ts';

/**
 * Compiles a document of Traefik's file provider, whose parts are nearly those of a configuration already (Traefik:
 * reference/dynamic-configuration/file). Names in it are of the provider `file`.
 */
export function compileFile(context: CompileContext, resource: FileResource): void {
  const { http, tcp, udp, tls } = resource.spec;
  if (tls) compileFileTls(context, resource, tls);
  if (http) compileFileHttp(context, resource, http);
  if (tcp) compileFileTcp(context, resource, tcp);
  if (udp) compileFileUdp(context, resource, udp);
}
