import { describe, expect, it } from 'vitest';
import { baseUrlOf, readAddress } from './address.ts';

describe('the address of a request', () => {
  it.each([
    ['/api/gateway.php/acme/v1/employees/4', undefined, 'acme', 'v1', ['employees', '4']],
    ['/api/gateway.php/ACME/v1_1/employees/', 'localhost', 'acme', 'v1_1', ['employees']],
    ['/api/GateWay.PHP/acme/v1/meta/fields/?format=json', undefined, 'acme', 'v1', ['meta', 'fields']],
    ['/api/v1/employees/directory', 'acme.localhost:8420', 'acme', 'v1', ['employees', 'directory']],
    ['/api/v2/datasets/employee/data', 'Acme.example.org', 'acme', 'v2', ['datasets', 'employee', 'data']],
    ['/api/gateway.php/acme/v1', undefined, 'acme', 'v1', []],
    [
      '/api/gateway.php/acme/v1/employees/1/tables/customSerial%23',
      undefined,
      'acme',
      'v1',
      ['employees', '1', 'tables', 'customSerial#'],
    ],
  ])('of %s on host %s is read', (url, host, slug, version, segments) => {
    expect(readAddress(url, host)).toMatchObject({ slug, version, segments });
  });

  it.each([
    ['/api/v1/employees', 'localhost:8420'],
    ['/api/v1/employees', undefined],
    ['/api/gateway.php/acme', undefined],
    ['/api/gateway.php/a"b/v1/employees', undefined],
    ['/api/gateway.php/acme/v1/employees/%E0%A4%A', undefined],
    ['/v1/employees', 'acme.localhost'],
    ['/api/hris/v1/employees', 'acme.localhost'],
  ])('of %s on host %s is none', (url, host) => {
    expect(readAddress(url, host)).toBeUndefined();
  });

  it('keeps the form that the caller used for Location headers', () => {
    const address = readAddress('/api/gateway.php/Acme/v1/employees/', undefined);
    expect(address && baseUrlOf(address, 'http', 'localhost:8420')).toBe(
      'http://localhost:8420/api/gateway.php/Acme/v1',
    );
  });

  it('is refused for Location when the host holds what a header must not', () => {
    const address = readAddress('/api/gateway.php/acme/v1/employees', undefined);
    expect(address && baseUrlOf(address, 'http', 'evil"<host>')).toBeUndefined();
  });
});
